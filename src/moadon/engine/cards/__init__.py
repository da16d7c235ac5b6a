"""Codes of gift cards: how they are written, read, and told apart from typing errors."""
