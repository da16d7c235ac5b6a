"""Shapes of what is sent and answered, one noun a file; the documentation of the API is made from them."""
