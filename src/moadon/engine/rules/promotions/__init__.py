"""Promotions: what a basket costs less. Compiled once to an index; each basket looks only at what it can touch."""
