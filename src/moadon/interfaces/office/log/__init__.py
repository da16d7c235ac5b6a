"""The log of deeds as a page."""
