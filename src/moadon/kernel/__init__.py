"""Tiny words that every floor may use: money, calendars, ids, facts, refusals, sentences."""
