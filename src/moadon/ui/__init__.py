"""The shared look: marked-up figures, parts of pages, form fields, the reader's language and theme."""
