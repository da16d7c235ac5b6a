"""The engine's reason trees as branches that open: programme, group, promotion or rule, and what led to it."""

from collections.abc import Sequence
from typing import Literal, Protocol

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.clubs.types import ClubInfo
from moadon.engine.rules import Reason
from moadon.flows.naming import names_of_reasons
from moadon.flows.till.judging import Judged
from moadon.flows.till.why import Why
from moadon.interfaces.office.members.telling import closed, listed, told
from moadon.kernel.shapes import Shapes
from moadon.ui import marks
from moadon.ui.parts import Branch, Branches, Text

UNTOUCHED = ("not_applied.no_items",)
"""What is said of those whose goods are not in the basket: there may be very many, so they come last, together."""
MOST_UNTOUCHED = 20
"""Of more than so many only the names are told: nobody opens a thousand, and the page would take a second."""


class Naming(Protocol):
    """Whoever knows what rules and promotions are called."""

    def rule_name(self, programme: str, version: int | None, rule: str, /) -> SafeString:
        """What a rule or promotion of a version is called."""
        ...


def whys(club: ClubInfo, judged: Judged, book: Naming) -> Branches | None:
    """Every live programme's reasons; nothing where none is live."""
    found = [Why(told.live, tree) for told, tree in zip(judged.told, judged.reasons, strict=True)]
    return whys_of(club, found, book)


def whys_of(club: ClubInfo, found: Sequence[Why], book: Naming) -> Branches | None:
    """The reasons of each programme, of a sale that stands or one that is not made; nothing for none. Goods and
    branches are told as the club calls them."""
    speaker = marks.speaker().calling(names_of_reasons(club, [reason for _, reason in found]))
    branches = [_Whys(book, speaker, live.code, live.version).branch(reason) for live, reason in found]
    return Branches(branches, _("Why, in full")) if branches else None


class _Whys:
    """One programme's tree."""

    def __init__(self, book: Naming, speaker: Shapes, programme: str, version: int) -> None:
        self.book = book
        self.speaker = speaker
        self.programme = programme
        self.version = version

    def branch(self, reason: Reason) -> Branch:
        """The branch and everything in it."""
        kind: Literal["yes", "no", "plain"] = "plain" if reason.holds is None else "yes" if reason.holds else "no"
        return Branch(kind, self._title(reason), told(reason.why, self.speaker), self._within(reason.within))

    def _title(self, reason: Reason) -> Text:
        if reason.kind in ("promotion", "rule"):
            return self.book.rule_name(self.programme, self.version, reason.subject)
        return ""

    def _within(self, reasons: Sequence[Reason]) -> list[Branch]:
        near = [one for one in reasons if not _untouched(one)]
        far = [one for one in reasons if _untouched(one)]
        if len(far) < 2:
            return [self.branch(one) for one in reasons]
        text = ngettext("{n} other, whose goods are not here", "{n} others, whose goods are not here", len(far))
        said = format_html(text, n=marks.number(len(far)))
        if len(far) > MOST_UNTOUCHED:
            within = [Branch("no", "", closed(listed([self._title(one) for one in far])))]
        else:
            within = [self.branch(one) for one in far]
        return [*(self.branch(one) for one in near), Branch("no", "", said, within)]


def _untouched(reason: Reason) -> bool:
    return reason.kind in ("promotion", "rule") and reason.why.key in UNTOUCHED
