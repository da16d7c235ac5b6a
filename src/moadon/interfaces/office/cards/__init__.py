"""Gift cards: sold, looked through, blocked, replaced, ended; series and what is printed of them."""
