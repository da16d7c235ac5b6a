"""What each receipt earned by which rule, and how far each member is."""
