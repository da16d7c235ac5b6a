"""The editor of a programme: every key of the format as a field, drawn from the format's own models."""
