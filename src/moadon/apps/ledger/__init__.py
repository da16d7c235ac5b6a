"""The books of value: accounts, lots, transactions and entries. Owners are opaque numbers here."""
