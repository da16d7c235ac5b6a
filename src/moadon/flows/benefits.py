"""What is on offer to a member now, what is near, and what will change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.apps.members.models import Member
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.models import Notice
from moadon.apps.programmes.types import Live, Shelf, pilots
from moadon.apps.receipts import queries as receipts
from moadon.apps.rewards import queries as rewards
from moadon.apps.rewards.types import MemberProgress, SharedKey
from moadon.engine.rules import Basket, Buyer, Near, OfferedRows, Programme, Progress, evaluate, offered, offered_rows
from moadon.flows.tiers.telling import Standing, standings
from moadon.kernel.calendars import local_day
from moadon.kernel.ids import public_id
from moadon.store import ask


@dataclass(frozen=True, slots=True)
class Offered:
    """A programme that is live for the member, and those of its rules and promotions that can give them something."""

    live: Live
    parts: frozenset[str]


@dataclass(frozen=True, slots=True)
class NearBenefit:
    """The next step of a rule that the member has begun."""

    programme: Programme
    near: Near


@dataclass(frozen=True, slots=True)
class Benefits:
    """What is on offer by each live programme, the steps within reach (the nearest first), where the member stands on
    each ladder, and what was announced to them and is not in force yet (the nearest first)."""

    offers: tuple[Offered, ...]
    near: tuple[NearBenefit, ...]
    tiers: tuple[Standing, ...]
    announced: tuple[Notice, ...]


def benefits(club: ClubInfo, member: str, now: datetime) -> Benefits:
    """What the member of that public id can count on at `now`. Inside a transaction of the club.

    A fixed number of statements, whatever there is of programmes, rules and promotions.
    Raises `Refused("unknown_id", status=404)`.
    """
    found = members.member(club, member)
    shelf = programmes.shelf(club)
    lives = shelf.live_for(found.pk, now, shelf.clock)
    # An empty basket asks every rule where the member stands, and nothing else.
    basket = Basket(now, shelf.clock, None, None, None, "store", ())
    rows = [(live, offered_rows(live.programme, basket)) for live in lives]
    tiers = standings(club, found.pk, now, shelf)
    buyers = _buyers(found, rows, basket, tiers)
    shared = _shared(rows)
    near: list[NearBenefit] = []
    offers: list[Offered] = []
    for live, buyer in zip(lives, buyers, strict=True):
        together = {(rule, period): row for (code, rule, period), row in shared.items() if code == live.code}
        offers.append(Offered(live, offered(live.programme, basket, buyer, together)))
        near += [NearBenefit(live.programme, step) for step in evaluate(live.programme, basket, buyer).near]
    near.sort(key=lambda step: (step.near.missing, step.near.rule))
    return Benefits(tuple(offers), tuple(near), tuple(tiers), _announced(club, shelf, found.pk, now))


def _buyers(
    member: Member, rows: Sequence[tuple[Live, OfferedRows]], basket: Basket, tiers: Sequence[Standing]
) -> list[Buyer]:
    """The member as each programme sees them."""
    keys = {
        MemberProgress(member.pk, live.code, *key)
        for live, wanted in rows
        for key in wanted.own | live.programme.progress_keys(basket)
    }
    progress = rewards.progress_of(keys)
    first = any("first_purchase" in live.programme.looks_at for live, _ in rows) and not ask(
        receipts.asking_first_purchases([member.pk])
    )
    return [
        Buyer(
            {(key.rule, key.period): Progress(*row) for key, row in progress.items() if key.programme == live.code},
            id=public_id("mbr", member.pk),
            birth=member.birth_date,
            joined=local_day(member.joined_at, basket.clock.zone),
            levels=_levels(tiers, live.code),
            segments=frozenset(member.segments),
            first_purchase=first,
        )
        for live, _ in rows
    ]


def _shared(rows: Sequence[tuple[Live, OfferedRows]]) -> Mapping[SharedKey, Progress]:
    """What all members together have used."""
    keys = sorted({SharedKey(live.code, *key) for live, wanted in rows for key in wanted.shared})
    return {key: Progress(*row) for key, row in ask(rewards.asking_shared(keys)).items()} if keys else {}


def _announced(club: ClubInfo, shelf: Shelf, member: int, now: datetime) -> tuple[Notice, ...]:
    """What was announced of changes that lie ahead; of a pilot only to those whom it is for."""
    versions = {one.id: one for one in shelf.versions}
    found = []
    for notice in programmes.notices_ahead(club, now):
        version = versions[notice.version_id] if notice.version_id is not None else None
        if version is None or (version.stopped_at is None and (not version.pilot or member in pilots[version.id])):
            found.append(notice)
    return tuple(found)


def _levels(tiers: Sequence[Standing], programme: str) -> dict[str, str]:
    held = [(one.ladder, one.ladder.level(one.ahead.level)) for one in tiers if one.live.code == programme]
    return {ladder.id: level.id for ladder, level in held if level is not None}
