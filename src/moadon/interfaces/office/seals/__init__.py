"""The seals of the books as pages."""
