"""The office: the pages by which a club is run."""
