"""Branches, employees, tills and keys: what the shop is made of."""
