"""Stored value: gift cards, money loaded for a member, and credit for a return."""
