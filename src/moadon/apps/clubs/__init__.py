"""The club and its shop: branches, employees, tills, keys and the people who run it."""
