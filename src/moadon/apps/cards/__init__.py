"""Gift cards: their codes (only as hashes), states and series. What is on a card stands in the ledger."""
