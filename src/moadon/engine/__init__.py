"""Decides and touches nothing: no database, no clock, no chance, no network."""
