"""Pages of corrections: what waits for a second person, what was done, and the club's rules for it."""
