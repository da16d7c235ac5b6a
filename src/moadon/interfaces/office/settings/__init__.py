"""The club's own settings, and the people who run it."""
