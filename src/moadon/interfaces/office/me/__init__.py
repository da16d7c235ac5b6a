"""One's own sign-in: where one is signed in, and by what."""
