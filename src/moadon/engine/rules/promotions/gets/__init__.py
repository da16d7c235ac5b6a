"""What one can get by a promotion: each is a function from what is free in a basket to what is taken off."""
