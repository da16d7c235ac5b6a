"""Receipts of a file: read row by row, put in order of time on disk, booked through the till."""
