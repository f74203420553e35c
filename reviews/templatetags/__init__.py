"""Template tags of the tutor's page."""
