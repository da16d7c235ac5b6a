"""Everybody who might open a page, as a table: role, status of the answer."""

EVERYBODY = ("owner", "manager", "cashier", "auditor", "analyst")


def statuses(signed_in, address, clubs=None):
    """What each role is answered at `address`: 200 or 403."""
    return {role: signed_in(role, f"{role}1", clubs).get(address).status_code for role in EVERYBODY}


def allowed(*roles):
    """The same, as expected: `roles` may, the others may not."""
    return {role: 200 if role in roles else 403 for role in EVERYBODY}
