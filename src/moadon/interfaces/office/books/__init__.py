"""What members hold at any moment, and what is owed to them."""
