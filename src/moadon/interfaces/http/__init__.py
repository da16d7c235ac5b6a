"""What every page and endpoint has in common: headers, the access log, and the two questions of a watchman."""
