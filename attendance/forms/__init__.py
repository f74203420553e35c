"""What people write about records, contacts, actions and solutions, by what it is about."""
