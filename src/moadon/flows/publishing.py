"""From a programme's text to a version that is live: read, checked against the club, and only then published."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from moadon.apps.catalogue import queries as catalogue
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.programmes import actions as programmes
from moadon.apps.programmes import queries as shelves
from moadon.apps.programmes.actions import NewVersion
from moadon.apps.programmes.models import Programme, Version
from moadon.apps.programmes.texts import ReadText, read_text
from moadon.apps.programmes.types import Published
from moadon.apps.receipts import queries as receipts
from moadon.apps.rewards import queries as rewards
from moadon.engine import rules
from moadon.engine.rules import Finding, InvalidDocument
from moadon.engine.rules.examples import Goods, never_above_floor
from moadon.flows.choosing import Chosen, chosen_members
from moadon.flows.promises import notice_of_change, notice_of_end
from moadon.flows.till.kept import PROMOTED
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message
from moadon.store import club_transaction
from moadon.store.traces import traced

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
    read, findings = read_to_run(club, text)
    return read.document, findings


def read_to_run(club: ClubInfo, text: Text) -> tuple[ReadText, tuple[Finding, ...]]:
    """The same with the document ready to be compiled. A text that was read a moment ago is not read again; what the
    club's own books say about it always is.
    """
    read = read_text(text, club.languages)
    with club_transaction(club.id):
        own = (*_misfits(club, read), *_below_floor(read.document))
    findings = (*read.findings, *own)
    if any(finding.level == "error" for finding in own):
        raise InvalidDocument(findings)
    return read, findings


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

    Raises `InvalidDocument`, `Refused`: `unknown_id` (404), `programme_changed` (412), `other_programme`.
    """
    document, findings = read_programme(club, text)
    if document.id != code:
        raise Refused("other_programme", field="document.id", given=document.id, expected=code)
    held = programmes.save_draft(
        club=club, code=code, text=source_of(text), edition=edition, now=datetime.now(UTC), actor=actor
    )
    return Drafted(code, held.edition, findings)


@dataclass(frozen=True, slots=True)
class Publishing:
    """When and for whom a text goes live. `at` (aware) None: now. `chosen` None: for everybody.

    `edition`: only if nobody changed the programme since.
    """

    at: datetime | None = None
    chosen: Chosen | None = None
    edition: int | None = None


AT_ONCE = Publishing()


@traced("flow publishing")
def publish_programme(
    *, club: ClubInfo, text: Text, at: datetime | None = None, how: Publishing = AT_ONCE, actor: Actor
) -> Published:
    """Make `text` the next version of its programme, live from `at` (or `how.at`; aware; None: now).

    A moment in the past is for histories that are about to be brought in: it is refused once a receipt from then
    on has earned by the programme, because awards stay explained by the version that gave them. What is worse for
    members is announced, and refused for a moment before the club's notice is over.
    Raises `InvalidDocument`, `NoticeNeeded` (409), `Refused`: `already_earned` (409), `too_far_ahead`,
    `time_without_offset`, `programme_changed` (412), and as `chosen_members` does.
    """
    now = datetime.now(UTC)
    live_from = _moment(at or how.at, now)
    document, _ = read_programme(club, text)
    with club_transaction(club.id):
        programmes.hold_programme(club, document.id, make=True, edition=how.edition)
        if live_from < now and _has_given(club, document.id, live_from):
            raise Refused("already_earned", field="at", status=409, programme=document.id)
        pilot = None if how.chosen is None else chosen_members(club, how.chosen, now)
        size = None if pilot is None else len(pilot)
        notice = notice_of_change(club, shelves.shelf(club), document, max(now, live_from), now, size)
        new = NewVersion(document.id, source_of(text), live_from, pilot, notice)
        return programmes.publish_version(club=club, new=new, now=now, actor=actor)


def _has_given(club: ClubInfo, code: str, since: datetime) -> bool:
    """Whether a receipt from then on has anything by the programme."""
    promoted = receipts.receipts().filter(at__gte=since, **{f"details__{PROMOTED}__contains": [code]})
    return rewards.earned_since(code, since) or promoted.exists()


def publish_draft(*, club: ClubInfo, code: str, how: Publishing = AT_ONCE, actor: Actor) -> Published:
    """Make the draft of a programme its next version. Raises what `publish_programme` does, and `no_draft` (409)."""
    with club_transaction(club.id):
        draft = shelves.programme(club, code).draft
    if draft is None:
        raise Refused("no_draft", status=409, programme=code)
    return publish_programme(club=club, text=draft, how=how, actor=actor)


def promote_pilot(*, club: ClubInfo, code: str, number: int, at: datetime | None = None, actor: Actor) -> Published:
    """Let everybody have what a pilot tries, from `at` (aware; None: now) on, when the pilot ends.

    Raises what `publish_programme` does, and `Refused`: `unknown_version` (404), `not_a_pilot` (409).
    """
    now = datetime.now(UTC)
    live_from = _moment(at, now)
    with club_transaction(club.id):
        programmes.hold_programme(club, code)
        version = pilot_version(club, code, number)
        done = publish_programme(club=club, text=version.source, at=live_from, actor=actor)
        programmes.stop_version(club=club, code=code, number=number, at=live_from, now=now, actor=actor)
        return done


def pilot_version(club: ClubInfo, code: str, number: int) -> Version:
    """A version that some have, not ended. Raises `Refused`: `unknown_version` (404), `not_a_pilot` (409)."""
    version = shelves.versions_of(club, code).filter(number=number).first()
    if version is None:
        raise Refused("unknown_version", status=404, programme=code, n=number)
    if not version.pilot or hasattr(version, "stop"):
        raise Refused("not_a_pilot", status=409, programme=code, n=number)
    return version


def withdraw_version(*, club: ClubInfo, code: str, number: int, actor: Actor) -> None:
    """Take a version back that was announced and is not live yet. Raises what `stop_version` does."""
    now = datetime.now(UTC)
    with club_transaction(club.id):
        programmes.hold_programme(club, code)
        version = shelves.versions_of(club, code).filter(number=number).first()
        if version is not None and version.live_from <= now:
            raise Refused("already_live", status=409, programme=code, n=number)
        programmes.stop_version(club=club, code=code, number=number, at=now, now=now, actor=actor)


def end_pilot(*, club: ClubInfo, code: str, number: int, actor: Actor) -> None:
    """Let a pilot's members have what everybody has again, from now on. Raises what `pilot_version` does."""
    now = datetime.now(UTC)
    with club_transaction(club.id):
        programmes.hold_programme(club, code)
        pilot_version(club, code, number)
        programmes.stop_version(club=club, code=code, number=number, at=now, now=now, actor=actor)


def end_programme(*, club: ClubInfo, code: str, at: datetime | None = None, actor: Actor) -> Programme:
    """Let a programme earn nothing from `at` (aware; None: now) on. To end is worse for members, and announced.

    Raises `NoticeNeeded` (409), `Refused`: `unknown_id` (404), `ends_in_the_past`, `too_far_ahead`,
    `time_without_offset`.
    """
    now = datetime.now(UTC)
    moment = _moment(at, now)
    if moment < now:
        raise Refused("ends_in_the_past", field="at")
    with club_transaction(club.id):
        programmes.hold_programme(club, code)
        notice = notice_of_end(club, shelves.shelf(club), code, moment, now)
        return programmes.end_programme(club=club, code=code, at=moment, now=now, notice=notice, actor=actor)


def _moment(at: datetime | None, now: datetime) -> datetime:
    moment = at or now
    if moment.tzinfo is None:
        raise Refused("time_without_offset", field="at")
    if moment > now + FURTHEST:
        raise Refused("too_far_ahead", field="at")
    return moment


def source_of(text: Text) -> str:
    """The text that is kept: as it was written, or the JSON value in a readable form."""
    return text if isinstance(text, str) else json.dumps(text, ensure_ascii=False, indent=2)


def _misfits(club: ClubInfo, read: ReadText) -> Iterator[Finding]:
    document = read.document
    if document.currency != club.currency:
        yield _error("/currency", "other_currency", given=document.currency, expected=club.currency)
        return
    known = shelves.shelf(club).wallets()
    fresh = read.compiled(shelves.clock_of(club))
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
