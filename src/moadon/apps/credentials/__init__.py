"""By what members prove to be themselves, what was proven, and what the house sends them for it."""
