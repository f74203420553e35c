"""What people write: about credit needs, and about the unit's own tools."""
