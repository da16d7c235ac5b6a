"""One code looked up by who holds it in the hand, and the codes that a member has."""

from dataclasses import dataclass
from datetime import datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.coupons import queries
from moadon.apps.coupons.models import Code
from moadon.apps.programmes import queries as programmes
from moadon.engine.coupons import normal, told_state
from moadon.flows.coupons.gives import what_it_gives
from moadon.kernel.refusals import Refused
from moadon.kernel.shapes import Shapes


@dataclass(frozen=True, slots=True)
class CodeTold:
    """A code as people read of it: its state at the moment, what it gives in words, when it ends."""

    row: Code
    state: str
    words: str
    until: datetime | None


def look_up(club: ClubInfo, text: str, now: datetime, shapes: Shapes) -> CodeTold:
    """The code that this is, however it is typed. Inside a transaction of the club.

    Raises `Refused`, status 404: `mistyped_coupon` where it is like the codes of a pool but for a letter,
    `unknown_coupon` for any other that the club has not.
    """
    row = queries.code_by_text(club, text)
    if row is None:
        code = normal(text)
        slip = any(
            queries.pattern_of(pool).is_slip(code) for pool in queries.pools(club).filter(length__lt=len(code) + 1)
        )
        raise Refused("mistyped_coupon" if slip else "unknown_coupon", field="code", status=404)
    return told_codes(club, [row], now, shapes)[0]


def told_codes(club: ClubInfo, rows: list[Code], now: datetime, shapes: Shapes) -> list[CodeTold]:
    """Codes with their pools, as people read of them. Inside a transaction of the club; one statement."""
    shelf = programmes.shelf(club)
    found = []
    for row in rows:
        state = queries.state_of(row)
        lives = shelf.live_for(row.member_id, now, shelf.clock)
        words = what_it_gives(lives, row.pool.opens, shapes)
        found.append(CodeTold(row, told_state(state, now), words, state.until))
    return found


def codes_of_member(club: ClubInfo, member_id: int, now: datetime, shapes: Shapes, most: int = 100) -> list[CodeTold]:
    """The codes that are a member's own and work at `now`, the newest first. Inside a transaction of the club."""
    return told_codes(club, list(queries.codes_of_member(club, member_id, now)[:most]), now, shapes)
