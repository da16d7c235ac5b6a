"""What happened and who did it: facts for those who react, the log of deeds, and answers already given."""
