"""What looks like misuse: the rules of a club, who is linked to whom, findings, and what was decided."""
