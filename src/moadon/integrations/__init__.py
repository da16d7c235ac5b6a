"""Where we call outside: one room per kind of outside."""
