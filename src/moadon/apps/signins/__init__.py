"""Who is signed in to the office, where, and by what more than a password."""
