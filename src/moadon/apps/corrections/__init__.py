"""Value given and taken by hand: the club's rules for it, what was asked for and how it ended; transfers."""
