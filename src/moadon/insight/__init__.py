"""Reads the books and tells figures. Writes nothing but its own results."""
