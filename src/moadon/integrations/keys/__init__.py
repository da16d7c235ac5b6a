"""Keys that are kept off the database."""
