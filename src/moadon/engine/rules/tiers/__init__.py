"""Ladders of levels: what counts for them, which level that gives on which day, and what is ahead."""
