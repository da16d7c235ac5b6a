"""What was bought and brought back."""
