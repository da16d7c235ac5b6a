"""Files brought in: upload, columns, progress, and what was not taken."""
