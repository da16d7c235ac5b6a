"""The operations, one noun a file. Each reads its input, calls one flow or action, and shows the outcome."""
