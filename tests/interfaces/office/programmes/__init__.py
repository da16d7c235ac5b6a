"""The editor of programmes: the format as fields, and what its page asks."""
