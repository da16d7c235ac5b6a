"""Who belongs to the club."""
