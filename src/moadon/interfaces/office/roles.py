"""What roles are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moadon.apps.clubs.types import Role

ROLE_WORDS: dict[Role, Promise] = {
    Role.OWNER: _("owner"),
    Role.MANAGER: _("manager"),
    Role.CASHIER: _("cashier"),
    Role.AUDITOR: _("auditor"),
    Role.ANALYST: _("analyst"),
}


def role_told(role: str, *, one_branch: bool) -> Promise:
    """What somebody of a role is called; a manager of one branch is its branch manager."""
    if role == Role.MANAGER and one_branch:
        return _("branch manager")
    return ROLE_WORDS[Role(role)]


PROOF_WORDS: dict[str, Promise] = {
    "code": _("a one-time code"),
    "pin": _("a PIN"),
    "device": _("a code that the member's phone shows"),
}
"""What a member proves by, in the reader's words."""
