"""Pools of unique codes that open a coupon of a programme, and what became of each code."""
