"""Stored value at the side of a member's page: the terms of each kind, and the gift cards that are the member's."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from moadon.apps.cards import queries as cards
from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.stored_value import Law
from moadon.apps.clubs.types import ClubInfo
from moadon.engine.rules import RESERVED
from moadon.flows.cards.terms import Terms, terms_of
from moadon.interfaces.office.cards.words import called
from moadon.interfaces.office.members.naming import Programmes
from moadon.interfaces.office.members.telling import sentences
from moadon.interfaces.office.parts.access import OfficeRequest, may
from moadon.interfaces.office.shop.frame import of_own_branch
from moadon.kernel.ids import public_id
from moadon.ui import marks
from moadon.ui.parts import Pair, Pairs, Text

LAWS: dict[Law, Promise] = {
    "il_consumer_protection_law": gettext_lazy("Consumer Protection Law, Israel"),
    "il_consumer_protection_regulations": gettext_lazy("Consumer Protection Regulations, Israel"),
    "us_15_usc_1693l_1": gettext_lazy("15 U.S.C. 1693l-1, United States"),
    "ie_gift_vouchers_act_2019": gettext_lazy("Gift Vouchers Act 2019, Ireland"),
}
_CARDS = 8
"""So many of the member's gift cards are shown, the newest."""


def terms_in_words(terms: Terms) -> Text:
    """The terms of a stored wallet in sentences: how long, by what, when it is taxed."""
    return sentences(_good_for(terms), _by(terms), _taxed(terms))


def _good_for(terms: Terms) -> Text:
    if not terms.months:
        return _("Good without end.")
    words = ngettext("Good for {n} month.", "Good for {n} months.", terms.months)
    return format_html(words, n=marks.number(terms.months))


def _by(terms: Terms) -> Text:
    if terms.law is None:
        return _("By the club's own word.")
    law = LAWS[terms.law]
    if terms.basis == "law":
        return format_html(_("By law: {law}."), law=law)
    words = ngettext(
        "By the club's own word; the law asks for {n} month at least: {law}.",
        "By the club's own word; the law asks for {n} months at least: {law}.",
        terms.lawful,
    )
    return format_html(words, n=marks.number(terms.lawful), law=law)


def _taxed(terms: Terms) -> Text:
    if terms.kind == "return_credit":
        return _("Taxed as it is spent: the tax of the sale came back with the goods.")
    if terms.tax == "when_sold":
        return _("Taxed when it was sold (a single purpose).")
    return _("Taxed as it is spent (many purposes).")


def terms_told(club: ClubInfo, held: Iterable[str], book: Programmes) -> Pairs | None:
    """The terms of each stored wallet of these; nothing where there is none."""
    found = [(code, terms) for code in RESERVED if code in set(held) and (terms := terms_of(club, code)) is not None]
    return Pairs([Pair(book.wallet_name(code), terms_in_words(terms)) for code, terms in found]) if found else None


def cards_told(request: OfficeRequest, member_id: int) -> Pairs | None:
    """The gift cards that are the member's and not dead, with what is left on each. One query."""
    if not may(request, May.READ_CARDS):
        return None
    rows = of_own_branch(request, cards.cards_with_left()).filter(member_id=member_id).exclude(state="dead")
    pairs = []
    for row in rows[:_CARDS]:
        address = reverse("card", args=[request.club.slug, public_id("gft", row.pk)])
        label = format_html('<a class="fig" href="{}">{}</a>', address, marks.isolated(called(row)))
        pairs.append(Pair(label, marks.money(getattr(row, "left", None) or 0)))
    return Pairs(pairs) if pairs else None
