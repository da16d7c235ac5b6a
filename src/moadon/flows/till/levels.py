"""Levels at the till: who holds what when a sale is judged, and what the sale or a return of it changes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from moadon.apps.members import queries as members
from moadon.apps.programmes.types import Live
from moadon.apps.rewards import actions as rewards
from moadon.apps.rewards.types import NewEarning
from moadon.engine.rules import Ahead, Earning, Evaluation, Ladder
from moadon.flows.tiers.book import Climber, ask_book, live_at
from moadon.flows.tiers.causes import Cause
from moadon.flows.till.earned import Source, new_earning
from moadon.flows.till.ready import Ready
from moadon.flows.till.scene import Scene
from moadon.flows.till.story import SaleStory
from moadon.kernel.money import format_decimal
from moadon.kernel.sentences import Message
from moadon.store import together
from moadon.store.questions import Asking


def ask_levels(asking: Asking, scene: Scene, sales: Iterable[Ready]) -> Callable[[], None]:
    """Read what is known of the levels of everybody who buys, among other questions; what is returned fills the scene.

    Two statements for all of them; none where no programme has ladders.
    """
    found = [
        (who, one.draft.at)
        for one in sales
        if one.member is not None
        for live in one.lives
        for who in _versions(scene, Climber(one.member.id, live, one.member.joined_at))
    ]
    return _fill(asking, scene, found)


def load_levels(scene: Scene, sales: Iterable[Ready]) -> None:
    """`ask_levels` alone, for a quote. Two statements and one wait, or none."""
    with together() as asking:
        fill = ask_levels(asking, scene, sales)
    fill()


def _versions(scene: Scene, who: Climber) -> Iterator[Climber]:
    """By the version of then, and by that of now: what comes late changes what is held now."""
    yield who
    now = live_at(scene.shelf, who.member, who.live, scene.now)
    if now.version != who.live.version:
        yield who._replace(live=now)


def _fill(asking: Asking, scene: Scene, climbers: Sequence[tuple[Climber, datetime]]) -> Callable[[], None]:
    read = ask_book(asking, scene.shelf, climbers)

    def fill() -> None:
        scene.book = read()

    return fill


def load_levels_of(scene: Scene, stories: Iterable[SaleStory]) -> None:
    """Read what is known of the levels of those whose sales these are. Three statements, or none."""
    theirs = [
        (story.sale.member_id, live, story.sale.at)
        for story in stories
        if story.sale.member_id is not None
        for live in story.versions.values()
        if live.programme.ladders
    ]
    if not theirs:
        return
    joined = members.joining_of(member for member, _, _ in theirs)
    found = [
        (who, at) for member, live, at in theirs for who in _versions(scene, Climber(member, live, joined.get(member)))
    ]
    scene.joined.update(joined)
    with together() as asking:
        fill = _fill(asking, scene, found)
    fill()


def write_levels(club_id: int, scene: Scene) -> None:
    """Write what changed. Two statements, or none where nobody stands on a ladder."""
    if scene.book.stands:
        rewards.record_tiers(club_id, scene.book.changes, scene.book.turns)


def climb(ready: Ready, receipt_id: int, found: Iterable[tuple[Live, Evaluation]], scene: Scene) -> list[NewEarning]:
    """Count a sale on every ladder, and note levels that it reaches; what is to be stored of it."""
    member = ready.member
    earnings: list[NewEarning] = []
    for live, evaluation in found:
        if member is None or not live.programme.ladders:
            continue
        who = Climber(member.id, live, member.joined_at)
        source = Source(live, member.id, ready.draft.at, receipt_id, receipt_id)
        earnings += [new_earning(entry, source) for entry in evaluation.tiers]
        scene.book.count(who, evaluation.tiers)
        scene.book.settle(who, Cause("reached", ready.draft.at, receipt_id))
    return earnings


def climb_down(entries: Sequence[Earning], source: Source, at: datetime, scene: Scene) -> list[NewEarning]:
    """Take off the ladders of a version what came back at `at`, and correct the levels held; what is to be stored."""
    if not entries or source.member is None:
        return []
    who = Climber(source.member, source.live, scene.joined.get(source.member))
    scene.book.count(who, entries)
    scene.book.settle(who, Cause("returned", at, source.receipt))
    return [new_earning(entry, source) for entry in entries]


def tiers_told(
    ready: Ready, lives: Iterable[Live], scene: Scene, say: Callable[[Message], str]
) -> list[dict[str, object]]:
    """Where the member stands after the sale on every ladder, and what is missing to the next level."""
    member = ready.member
    if member is None:
        return []
    return [
        tier_told(live.code, ladder, ahead, say)
        for live in lives
        for ladder, ahead in scene.book.ahead(Climber(member.id, live, member.joined_at), ready.draft.at)
    ]


def tier_told(programme: str, ladder: Ladder, ahead: Ahead, say: Callable[[Message], str]) -> dict[str, object]:
    """One ladder as it is told: levels by id, what is missing of the basis or else of what is asked besides."""
    held, above = ladder.level(ahead.level), None if ahead.next is None else ladder.level(ahead.next)
    return {
        "programme": programme,
        "ladder": ladder.id,
        "level": None if held is None else held.id,
        "next": None if above is None else above.id,
        "missing": missing_told(ladder, ahead),
        "why": " · ".join(say(why) for why in ahead.whys),
    }


def missing_told(ladder: Ladder, ahead: Ahead) -> str | None:
    """What is missing first: money, units of the wallet, receipts or months; None where nothing is."""
    first = next(iter(ahead.missing), None)
    if first is None:
        return None
    places = {"spend": ladder.units.exponent, "points": ladder.units.places}.get(first.measure, 0)
    return format_decimal(first.least, places)
