"""What changes people and places."""
