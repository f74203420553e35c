"""Drawing of routes."""
