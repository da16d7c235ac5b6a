"""The process that does what nobody waits for."""
