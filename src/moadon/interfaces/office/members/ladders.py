"""Where a member stands on each ladder: the level, how far to the next, until when it holds, and how it came about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.rewards.types import TierRow
from moadon.engine.rules import Demand, Ladder
from moadon.flows.tiers.telling import Standing, standings
from moadon.interfaces.office.members.naming import in_words
from moadon.interfaces.office.members.telling import told
from moadon.ui import figures, marks
from moadon.ui.parts import Pair, Pairs, Text
from moadon.ui.reader import shapes

LINES = 12
"""So many of the last changes are shown."""
CAUSES: Mapping[str, Promise] = {
    "reached": gettext_lazy("reached"),
    "bought": gettext_lazy("bought"),
    "returned": gettext_lazy("goods came back"),
    "review": gettext_lazy("review"),
    "manual": gettext_lazy("by hand"),
    "corrected": gettext_lazy("a receipt came late"),
}


@dataclass(frozen=True, slots=True)
class Level:
    """One ladder as the page shows it."""

    programme: str
    ladder: str
    title: Text
    level: Text
    ruler: figures.Ruler | None
    said: list[Text]
    history: Pairs | None


def levels_of(club: ClubInfo, member_id: int, now: datetime) -> list[Level]:
    """A card for each live ladder. Four statements, or one where there is none."""
    return [_level(one) for one in standings(club, member_id, now)]


def ladder_name(ladder: Ladder) -> Text:
    """What a ladder is called."""
    own = in_words(ladder.name)
    return marks.foreign(own) if own else _("Level")


def level_name(ladder: Ladder, code: str | None) -> Text:
    """What a level is called; one that is no more by its id."""
    level = ladder.level(ladder.rank(code))
    if code is None:
        return _("No level")
    return marks.foreign(in_words(level.name) or code if level is not None else code)


def _level(one: Standing) -> Level:
    ladder, held = one.ladder, one.ladder.level(one.ahead.level)
    return Level(
        programme=one.live.code,
        ladder=ladder.id,
        title=ladder_name(ladder),
        level=level_name(ladder, None if held is None else held.id),
        ruler=_ruler(one),
        said=_said(one),
        history=Pairs([_line(ladder, row) for row in one.history[:LINES]]) if one.history else None,
    )


def _ruler(one: Standing) -> figures.Ruler | None:
    """How far it is to the next level by what it asks first."""
    above = None if one.ahead.next is None else one.ladder.level(one.ahead.next)
    asked = next(iter(above.asks or ()), None) if above is not None else None
    if asked is None:
        return None
    stands = getattr(one.sums, asked.measure)
    finding = _("{stands} of {goal}").format(
        stands=_figure(one.ladder, asked._replace(least=stands)), goal=_figure(one.ladder, asked)
    )
    return figures.Ruler(figures.share_of(stands, asked.least), finding)


def _figure(ladder: Ladder, asked: Demand) -> str:
    if asked.measure == "spend":
        return shapes().money(asked.least)
    if asked.measure == "points":
        return shapes().say(ladder.units.gain(asked.least))
    return shapes().number(asked.least)


def _said(one: Standing) -> list[Text]:
    said: list[Text] = [told(why) for why in one.ahead.whys]
    if one.given is not None:
        said.append(by_hand_told(one))
    if one.ahead.falls is not None:
        day, rank = one.ahead.falls
        lower = one.ladder.level(rank)
        blanks = {"day": marks.day(day), "level": level_name(one.ladder, None if lower is None else lower.id)}
        said.append(format_html(_("As things stand, {level} from {day}."), **blanks))
    return said


def by_hand_told(one: Standing) -> SafeString:
    """That the level was set by hand, by whom and why."""
    row = one.given
    if row is None:
        return SafeString("")
    blanks = {"who": marks.foreign(row.by), "why": marks.foreign(row.reason)}
    return format_html(_("Set by hand by {who}: {why}"), **blanks)


def _line(ladder: Ladder, row: TierRow) -> Pair:
    cause = CAUSES.get(row.cause, row.cause)
    reason = format_html(" · {}", marks.foreign(row.reason)) if row.reason else ""
    return Pair(level_name(ladder, row.level), format_html("{} · {}{}", marks.moment(row.at), cause, reason))
