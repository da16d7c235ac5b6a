"""From a programme's text to a version that is live: read, checked against the club, and only then published."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from moadon.apps.catalogue import queries as catalogue
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.programmes import actions as programmes
from moadon.apps.programmes import queries as shelves
from moadon.apps.programmes.types import Published
from moadon.apps.rewards import queries as rewards
from moadon.engine import rules
from moadon.engine.rules import Finding, InvalidDocument
from moadon.engine.rules.examples import Goods, never_above_floor
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message
from moadon.store import club_transaction

Text = str | Mapping[str, object]
"""A programme as YAML or JSON text, or as the JSON value itself."""
FURTHEST = timedelta(days=3 * 366)
MOST_GOODS = 20_000
"""So many products are looked at for one that shows a promotion below the floor."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft that was kept: its programme, its edition, and what a careful reader would say about it."""

    programme: str
    edition: int
    findings: tuple[Finding, ...]


def read_programme(club: ClubInfo, text: Text) -> tuple[rules.Document, tuple[Finding, ...]]:
    """The document in `text` and its warnings. Raises `InvalidDocument` with all findings when it could not go live."""
    document = rules.parse(text, languages=club.languages)
    with club_transaction(club.id):
        own = (*_misfits(club, document), *_below_floor(document))
    findings = (*rules.check(document, club.languages), *own)
    if any(finding.level == "error" for finding in own):
        raise InvalidDocument(findings)
    return document, findings


def check_programme(club: ClubInfo, text: Text) -> tuple[Finding, ...]:
    """Everything to be said about `text`, errors and warnings; nothing when it is faultless."""
    try:
        return read_programme(club, text)[1]
    except InvalidDocument as invalid:
        return invalid.findings


def draft_programme(*, club: ClubInfo, text: Text, actor: Actor) -> Drafted:
    """Begin a programme with a draft that could go live. Raises `InvalidDocument`, `Refused("programme_taken")`."""
    document, findings = read_programme(club, text)
    held = programmes.add_draft(club=club, code=document.id, text=source_of(text), actor=actor)
    return Drafted(document.id, held.edition, findings)


def redraft_programme(*, club: ClubInfo, code: str, text: Text, edition: int | None = None, actor: Actor) -> Drafted:
    """Replace the draft of a programme by one that could go live.

    Raises `InvalidDocument`, `Refused`: `unknown_id` (404), `edition_differs` (412), `other_programme`.
    """
    document, findings = read_programme(club, text)
    if document.id != code:
        raise Refused("other_programme", field="document.id", given=document.id, expected=code)
    held = programmes.save_draft(
        club=club, code=code, text=source_of(text), edition=edition, now=datetime.now(UTC), actor=actor
    )
    return Drafted(code, held.edition, findings)


def publish_programme(*, club: ClubInfo, text: Text, at: datetime | None = None, actor: Actor) -> Published:
    """Make `text` the next version of its programme, live from `at` (aware; None: now).

    A moment in the past is for histories that are about to be brought in: it is refused once a receipt from then
    on has earned by the programme, because awards stay explained by the version that gave them.
    Raises `InvalidDocument`, `Refused`: `already_earned` (409), `too_far_ahead`, `time_without_offset`.
    """
    now = datetime.now(UTC)
    live_from = at or now
    if live_from.tzinfo is None:
        raise Refused("time_without_offset", field="at")
    if live_from > now + FURTHEST:
        raise Refused("too_far_ahead", field="at")
    document, _ = read_programme(club, text)
    with club_transaction(club.id):
        if live_from < now and rewards.earned_since(document.id, live_from):
            raise Refused("already_earned", field="at", status=409, programme=document.id)
        return programmes.publish_version(
            club=club, code=document.id, source=source_of(text), live_from=live_from, now=now, actor=actor
        )


def publish_draft(*, club: ClubInfo, code: str, at: datetime | None = None, actor: Actor) -> Published:
    """Make the draft of a programme its next version. Raises what `publish_programme` does, and `no_draft` (409)."""
    with club_transaction(club.id):
        draft = shelves.programme(club, code).draft
    if draft is None:
        raise Refused("no_draft", status=409, programme=code)
    return publish_programme(club=club, text=draft, at=at, actor=actor)


def source_of(text: Text) -> str:
    """The text that is kept: as it was written, or the JSON value in a readable form."""
    return text if isinstance(text, str) else json.dumps(text, ensure_ascii=False, indent=2)


def _misfits(club: ClubInfo, document: rules.Document) -> Iterator[Finding]:
    if document.currency != club.currency:
        yield _error("/currency", "other_currency", given=document.currency, expected=club.currency)
        return
    known = shelves.shelf(club).wallets()
    fresh = rules.compile_programme(document, shelves.clock_of(club))
    for code, wallet in fresh.wallets.items():
        held = known[code].wallets[code] if code in known else wallet
        if (held.kind, held.places) != (wallet.kind, wallet.places):
            # What members hold is counted in the old kind and decimals.
            yield _error(f"/wallets/{code}", "wallet_changed", wallet=code)


def _below_floor(document: rules.Document) -> Iterator[Finding]:
    """Promotions that the margin's floor keeps from goods of the catalogue, each with an example (mission D8)."""
    if not document.margin or not document.promotions:
        return
    goods = [
        Goods(p.sku, p.name, p.categories, p.brand, price, p.unit_cost, p.tax_rate or 0)
        for p, price in catalogue.products_with_costs(MOST_GOODS)
    ]
    yield from never_above_floor(document, goods)


def _error(pointer: str, code: str, **params: object) -> Finding:
    return Finding("error", pointer, code, Message(f"finding.{code}", params))
