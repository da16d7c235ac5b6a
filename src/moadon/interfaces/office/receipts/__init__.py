"""Receipts: the list, one receipt with what it did, taking goods back, and entering one by hand."""
