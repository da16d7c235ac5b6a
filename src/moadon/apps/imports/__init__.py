"""Files brought in, and how far they have got."""
