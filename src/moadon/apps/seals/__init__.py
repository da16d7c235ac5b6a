"""The seals of the books: the hash tree over each club's entries, and the checkpoints that were signed of it."""
