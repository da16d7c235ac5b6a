"""The first page: how the club does, where the money comes from, what needs a person."""
