"""The ways to earn: each is a function from a base to what is due for it."""
