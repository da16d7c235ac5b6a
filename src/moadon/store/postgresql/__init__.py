"""Django's database backend for PostgreSQL, with a pool that is over its losses at once."""
