"""Findings in the reader's words: states, decisions, rules, what each is about."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from moadon.apps.fraud.models import Finding
from moadon.engine.fraud import Chosen
from moadon.flows.fraud.telling import about, title
from moadon.ui.parts import Chip, Tone
from moadon.ui.reader import shapes
from moadon.ui.words import tell

STATES: dict[str, Promise] = {
    "open": pgettext_lazy("review", "waits for you"),
    "held": pgettext_lazy("review", "held"),
    "released": pgettext_lazy("review", "released"),
    "reversed": pgettext_lazy("review", "taken back"),
    "dismissed": pgettext_lazy("review", "nothing wrong"),
}
TONES: dict[str, Tone] = {"open": "warn", "held": "bad", "reversed": "acc", "released": "good", "dismissed": ""}
EFFECTS: dict[str, Promise] = {
    "note": _("Only note it"),
    "review": _("Ask somebody to look"),
    "hold": _("Set aside at once what was given"),
    "stop": _("Set it aside and stop the member from spending"),
}
NUMBERS: dict[str, Promise] = {
    "most": _("Still usual"),
    "hours": _("Within hours"),
    "minutes": _("Minutes between"),
    "share": _("Share in percent"),
    "within": _("Back within hours"),
    "days": _("Days after joining"),
}
BUTTONS: dict[str, Promise] = {
    "hold": _("Hold what was given"),
    "release": _("Release"),
    "reverse": _("Take back"),
    "dismiss": _("Nothing is wrong"),
    "reopen": _("Look at it again"),
    "stop": _("Stop spending"),
    "allow": _("Let the member spend again"),
}
ASKS: dict[str, Promise] = {
    "hold": _("What these receipts gave is set aside. Nobody can spend it until you release it or take it back."),
    "release": _("What was set aside can be spent again, as if nothing had been."),
    "reverse": _("What these receipts gave is taken back by lines that name those they correct. It cannot be undone."),
    "dismiss": _("The finding is closed. The same receipts are not found again."),
    "reopen": _("The finding waits for a decision again."),
    "stop": _("The member spends nothing until you let them. Purchases go on earning; what they give waits."),
    "allow": _("The member can spend again, and what was given meanwhile becomes spendable within minutes."),
}


def state_chip(row: Finding) -> Chip:
    """The state of a finding in a word."""
    if row.state == "open" and row.quiet:
        return Chip(pgettext_lazy("review", "noted"))
    return Chip(STATES.get(row.state, row.state), TONES.get(row.state, ""))


def rule_name(rule: str) -> str:
    """What a rule is called."""
    return tell(title(rule), shapes())


def rule_about(rule: Chosen) -> str:
    """What a rule catches, with its numbers."""
    return tell(about(rule), shapes())
