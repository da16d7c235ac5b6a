"""Small words of corrections: states, roles, reasons; and whose hand is at work."""

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from moadon.apps.clubs.types import Role
from moadon.apps.corrections.models import Request
from moadon.apps.corrections.types import BRANCH_MANAGER, KEY, Hand, Policy
from moadon.interfaces.office.members.naming import in_words
from moadon.interfaces.office.parts.access import OfficeRequest
from moadon.interfaces.office.roles import ROLE_WORDS
from moadon.ui import marks
from moadon.ui.parts import Chip, Text, Tone

STATE_WORDS: dict[str, Promise] = {
    "waiting": _("waits"),
    "done": _("done"),
    "refused": _("refused"),
    "withdrawn": _("taken back"),
    "expired": _("ended by itself"),
}
_TONES: dict[str, Tone] = {"waiting": "warn", "done": "good", "refused": "bad"}
HAND_WORDS: dict[str, Promise] = {
    Role.OWNER: ROLE_WORDS[Role.OWNER],
    Role.MANAGER: ROLE_WORDS[Role.MANAGER],
    BRANCH_MANAGER: _("branch manager"),
    Role.CASHIER: ROLE_WORDS[Role.CASHIER],
    KEY: _("key"),
}


def state_chip(stage: str) -> Chip:
    """What became of a correction."""
    return Chip(STATE_WORDS.get(stage, stage), _TONES.get(stage, ""))


def reason_name(policy: Policy, code: str) -> str:
    """A reason in the reader's language; one that the club has no more by its code."""
    found = policy.reason(code)
    return in_words(found.name) if found else code


def hand_of(request: OfficeRequest) -> Hand:
    """The reader as the hand that corrects."""
    role, branch = request.role.role, request.role.branch_id
    named = BRANCH_MANAGER if role == Role.MANAGER and branch is not None else str(role)
    return Hand(request.actor, named, branch)


def asked_by(row: Request) -> SafeString:
    """Who asked for a correction."""
    return marks.isolated(row.asker_name)


def role_words(role: str) -> Text:
    """What a role is called that has a limit of its own."""
    return HAND_WORDS.get(role, role)
