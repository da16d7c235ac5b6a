"""Programmes: what is live, what it says in every language, its versions, and the text being worked on."""
