"""What happened and who did it: facts for those who react, the audit log, and answers already given."""
