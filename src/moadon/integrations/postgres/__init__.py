"""The PostgreSQL server that comes with the package, its roles, and what is demanded of any server."""
