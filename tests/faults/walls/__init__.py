"""What the walls between clubs, branches, roles and keys are tried with."""
