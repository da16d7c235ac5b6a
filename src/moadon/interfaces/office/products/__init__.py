"""Products and the tree of their categories: what the catalogue lists, and what receipts added to it."""
