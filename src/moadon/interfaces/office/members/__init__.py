"""Members: the list, one member with their statement, and the forms that add and change them."""
