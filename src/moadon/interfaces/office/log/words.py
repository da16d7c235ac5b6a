"""The audit log in the reader's words: what was done, and which field was how."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from moadon.interfaces.office.roles import ROLE_WORDS
from moadon.kernel.shape_words import COMMA
from moadon.ui import marks
from moadon.ui.reader import language_now

DEEDS: dict[str, Promise] = {
    "branch.added": _("Branch added"),
    "branch.edited": _("Branch edited"),
    "category.added": _("Category added"),
    "category.edited": _("Category edited"),
    "category.removed": _("Category taken away"),
    "checkpoint.mailed": _("Checkpoint mailed to auditors"),
    "club.created": _("Club made"),
    "club.edited": _("Settings of the club edited"),
    "correction.approved": _("Correction approved"),
    "correction.asked": _("Correction asked for"),
    "correction.done": _("Balance corrected"),
    "correction.expired": _("Correction waited too long"),
    "correction.refused": _("Correction refused"),
    "correction.withdrawn": _("Correction taken back"),
    "corrections.decided": _("Limits and reasons of corrections decided"),
    "employee.added": _("Employee added"),
    "employee.edited": _("Employee edited"),
    "gift_card.activated": _("Printed gift card activated"),
    "gift_card.attached": _("Gift card put on an account"),
    "gift_card.blocked": _("Gift card blocked"),
    "gift_card.code_handed_out": _("Code of a gift card told"),
    "gift_card.issued": _("Gift card sold"),
    "gift_card.killed": _("Gift card ended"),
    "gift_card.replaced": _("Gift card replaced"),
    "gift_card.unblocked": _("Gift card let pay again"),
    "gift_card.unlocked": _("Gift card unlocked"),
    "gift_series.codes_handed_out": _("Codes of a series of gift cards told"),
    "gift_series.made": _("Series of gift cards ordered"),
    "employee.linked": _("Employee linked to a member"),
    "employee.person_set": _("Said who an employee is"),
    "employee.unlinked": _("Link of an employee taken away"),
    "finding.decided": _("Decided about a finding"),
    "fraud_rule.edited": _("Rule of misuse edited"),
    "import.opened": _("Import prepared"),
    "import.started": _("Import begun"),
    "import.stopped": _("Import stopped"),
    "key.made": _("Key made"),
    "key.renewed": _("Key given another secret"),
    "key.revoked": _("Key ended"),
    "member.added": _("Member added"),
    "member.code_sent": _("One-time code sent to a member"),
    "member.device_paired": _("Phone of a member paired"),
    "member.page_opened": _("Page with a code opened for a member"),
    "member.device_removed": _("Phone of a member removed"),
    "member.allowed": _("Member may spend again"),
    "member.stopped": _("Member stopped from spending"),
    "member.edited": _("Member edited"),
    "member.pin_set": _("PIN of a member set"),
    "member.pin_taken": _("PIN of a member taken away"),
    "member.proof_unlocked": _("Lock of a member's proofs opened"),
    "member.tier_freed": _("Level taken off"),
    "member.tier_set": _("Level set by hand"),
    "money.load_cancelled": _("Loaded money taken back"),
    "money.loaded": _("Money loaded"),
    "product.added": _("Product added"),
    "product.edited": _("Product edited"),
    "programme.announced": _("Change for the worse announced"),
    "programme.draft_dropped": _("Draft of a programme thrown away"),
    "programme.drafted": _("Draft of a programme kept"),
    "programme.ended": _("Programme ended"),
    "programme.kept": _("Announced end of a programme taken back"),
    "programme.pilot_ended": _("Pilot ended"),
    "programme.published": _("Programme published"),
    "programme.withdrawn": _("Version withdrawn"),
    "receipt.cancelled": _("Receipt cancelled"),
    "receipt.entered": _("Receipt entered"),
    "receipt.reopened": _("Cancelled receipt booked again"),
    "receipt.returned": _("Goods taken back"),
    "redemption.called_off": _("Redemption called off"),
    "redemption.made": _("Reward redeemed"),
    "redemption.went_on": _("Redemption went on"),
    "reward.added": _("Reward added"),
    "reward.edited": _("Reward edited"),
    "reward.stock_changed": _("Stock of a reward changed"),
    "role.given": _("Role given"),
    "role.taken": _("Role taken away"),
    "till.added": _("Till added"),
    "till.edited": _("Till edited"),
    "transfer.made": _("Value handed to another member"),
    "user.codes_made": _("Recovery codes made"),
    "user.factor_added": _("Second factor added"),
    "user.factor_removed": _("Second factor taken away"),
    "user.factors_reset": _("Second factor reset"),
    "user.password_changed": _("Password changed"),
    "user.sign_in_failed": _("Sign-in failed"),
    "user.signed_in": _("Signed in"),
    "user.signed_out": _("Signed out on a device"),
}
_FIELDS: dict[str, Promise] = {
    "amount": _("Amount"),
    "balance_after": _("Balance after"),
    "balance_before": _("Balance before"),
    "corrects": _("Corrects the line"),
    "days": _("Days"),
    "limits": _("Limits"),
    "member": _("Member"),
    "reasons": _("Reasons"),
    "state": _("State"),
    "transfers": _("Transfers"),
    "wallet": _("Wallet"),
    "active": _("In use"),
    "birth_date": _("Birthday"),
    "addresses": _("Addresses"),
    "branch_id": _("Branch"),
    "brand": _("Brand"),
    "brand_colour": _("Colour"),
    "card": _("Card"),
    "by": _("By"),
    "category": _("Category"),
    "channel": _("Channel"),
    "code": _("Code"),
    "device": _("Device"),
    "devices": _("Devices"),
    "email": _("E-mail"),
    "employee_id": _("Employee"),
    "entries": _("Entries"),
    "external_id": _("Number elsewhere"),
    "factor": _("Second factor"),
    "fee": _("Fee"),
    "first_name": _("First name"),
    "from": _("From"),
    "to": _("To"),
    "ladder": _("Levels"),
    "language": _("Language"),
    "languages": _("Languages"),
    "last_name": _("Last name"),
    "level": _("Level"),
    "live_from": _("Live from"),
    "members": _("Members"),
    "name": _("Name"),
    "old_hours": _("Hours that the secret of before does"),
    "parent": _("Below"),
    "phone": _("Phone"),
    "reason": _("Reason"),
    "pilot": _("Members of the pilot"),
    "purpose": _("Purpose"),
    "role": _("Role"),
    "scope": _("May do"),
    "sku": _("Sku"),
    "takes_effect_at": _("Counts from"),
    "time_zone": _("Time zone"),
    "version": _("Version"),
}
_YES: dict[bool, Promise] = {True: _("yes"), False: _("no")}
LONGEST = 160
_SHOWN: dict[str, Callable[[Any], SafeString]] = {
    "role": lambda role: format_html("{}", ROLE_WORDS.get(role, role)),
    "live_from": lambda moment: marks.moment(datetime.fromisoformat(moment)),
    "takes_effect_at": lambda moment: marks.moment(datetime.fromisoformat(moment)),
}


def deed_told(action: str) -> SafeString:
    """What was done; a deed of a later version stands by its code."""
    return format_html("{}", DEEDS[action]) if action in DEEDS else marks.isolated(action)


def deeds_like(text: str) -> list[str]:
    """The deeds whose words, as the reader sees them, hold `text`."""
    wanted = text.casefold()
    return [action for action, words in DEEDS.items() if wanted in str(words).casefold()]


def fields_told(fields: Any, branches: Mapping[int, str]) -> SafeString:
    """Each field and its value, like "Name Harbour, In use yes"."""
    if not fields:
        return marks.NONE
    if not isinstance(fields, dict):
        return _plain(fields)
    told = ((_FIELDS.get(name, name), _value(name, value, branches)) for name, value in fields.items())
    return format_html_join(COMMA[language_now()], '<span class="mo-3">{}</span> {}', told)


def _value(name: str, value: Any, branches: Mapping[int, str]) -> SafeString:
    if value is None or value == "":
        return marks.NONE
    if isinstance(value, bool):
        return format_html("{}", _YES[value])
    if name in _SHOWN:
        return _SHOWN[name](value)
    if name == "branch_id":
        return marks.foreign(branches.get(value, value))
    return marks.number(value) if isinstance(value, int) else _plain(value)


def _plain(value: Any) -> SafeString:
    if isinstance(value, list):
        value = COMMA[language_now()].join(str(one) for one in value)
    text = str(value)
    return marks.foreign(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")
