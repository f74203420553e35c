"""Pages about people and places, split by concept."""
