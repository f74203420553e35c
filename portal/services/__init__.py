"""What a client's link shows, and the papers that are made of it."""
