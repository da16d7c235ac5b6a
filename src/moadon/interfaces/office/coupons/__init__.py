"""Pools of codes: what there is of them, given out, set aside, withdrawn, printed, and shown on a phone."""
