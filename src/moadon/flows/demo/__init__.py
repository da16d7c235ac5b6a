"""A demo club made from a seed: a retail chain with two years of receipts, calibrated to a published case."""
