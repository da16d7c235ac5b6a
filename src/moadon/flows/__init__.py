"""Stories that cross apps, one file or room each."""
