"""Watching: what happened since the last look, judged by the rules of the club, beside the till and after it.

One transaction a step: what it finds and how far it has read are written together, so that a step that dies has done
nothing and a step that is over is never done again. Facts are read by transactions that are over, so one that commits
late is read late and never passed over.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from moadon.apps.audit import actions as audit
from moadon.apps.audit import queries as facts
from moadon.apps.audit.types import StoredFact
from moadon.apps.clubs.queries import clubs, info_of
from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.apps.fraud import actions, queries
from moadon.apps.fraud import links as people
from moadon.apps.fraud.rules import rules
from moadon.apps.fraud.types import Noted, Proof, Sighting, Subject
from moadon.apps.ledger.given import given_by
from moadon.apps.programmes import queries as programmes
from moadon.engine.fraud import Caught, Chosen, catch
from moadon.flows.fraud.grouping import Fresh, Groups, looked_at
from moadon.flows.fraud.keeping import keep_awards
from moadon.flows.fraud.spending import stop_spending
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id, row_id
from moadon.store import club_transaction, retrying

_log = structlog.get_logger("moadon.fraud")
READER = "fraud"
MOST = 1000
"""Facts of one step."""
GUESSED = "GuessedWrong"
_KEPT = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Watched:
    """One step: how many facts it read, how many findings it opened, to how many it added."""

    facts: int = 0
    opened: int = 0
    grown: int = 0


def watch_everywhere(_due: datetime) -> None:
    """Watch every club. A club in trouble does not stop the others; the first trouble is raised at the end."""
    troubles: list[Exception] = []
    for club in map(info_of, clubs()):
        try:
            opened = sum(step.opened for step in watch_club(club))
        except Exception as trouble:  # noqa: BLE001  # the next club must not wait for this one
            troubles.append(trouble)
            continue
        if opened:
            _log.info("found", club=club.slug, findings=opened)
    if troubles:
        raise troubles[0]


def watch_club(club: ClubInfo, now: datetime | None = None, most: int = MOST) -> Iterator[Watched]:
    """Look at all that happened since the last look, a transaction for `most` facts. Ends at once where another one
    watches the club."""
    while (step := retrying(lambda: _step(club, now or datetime.now(UTC), most))).facts:
        yield step


def _step(club: ClubInfo, now: datetime, most: int) -> Watched:
    with club_transaction(club.id):
        if not actions.hold_watcher(club.id):
            return Watched()
        _keep_what_came_free(club, now)
        told = facts.read_new_facts(club.id, READER, most)
        if not told:
            actions.forget_guesses(club.id, now - _KEPT)
            return Watched()
        sightings = look(club, _fresh(club, told))
        noted = actions.note(club.id, sightings)
        _act(club, noted, now)
        audit.advance_reader(club.id, READER, told[-1].place)
        actions.watched(club.id, now)
        return Watched(len(told), len(noted.opened), len(noted.grown) - len(noted.opened))


def _fresh(club: ClubInfo, told: Sequence[StoredFact]) -> Fresh:
    """What the facts are about. Wrong guesses are kept, and links looked for where people came or changed."""
    by_name: dict[str, list[StoredFact]] = {}
    for fact in told:
        by_name.setdefault(fact.name, []).append(fact)
    guessed = [
        (fact.place.id, str(fact.data.get("kind", "")), fact.subject, str(fact.data.get("address", "")), fact.at)
        for fact in by_name.get(GUESSED, [])
    ]
    if guessed:
        actions.keep_guesses(club.id, guessed)
    if by_name.keys() & {"MemberJoined", "MemberEdited"}:
        people.find_links(club)
    receipts = [*by_name.get("ReceiptCommitted", []), *by_name.get("ReceiptReturned", [])]
    return Fresh(
        [row_id("rcp", fact.subject) for fact in receipts],
        [row_id("mbr", fact.subject) for fact in by_name.get("MemberJoined", [])],
        [int(fact.subject) for fact in by_name.get("ReturnParked", [])],
        [row[0] for row in guessed],
    )


def look(club: ClubInfo, fresh: Fresh) -> list[Sighting]:
    """What the rules that are on catch around what is new."""
    on = {kind: rule for kind, rule in rules(club).items() if rule.on}
    links = {(link.employee_id, link.member_id): link.kind for link in queries.links(club)}
    return sightings_of(club, looked_at(club.id, on, fresh, links))


def sightings_of(club: ClubInfo, looked: Iterable[tuple[Chosen, Groups]]) -> list[Sighting]:
    """What is caught, with what is at stake. Two statements more, whatever their number."""
    caught = [
        (rule, subject, found)
        for rule, groups in looked
        for subject, events in groups.items()
        if (found := catch(rule, events)) is not None
    ]
    receipts = {event.ref for rule, _, found in caught if _kind_of(rule) == "receipt" for event in found.events}
    worth = _worth(club, sorted(receipts))
    return [_sighting(rule, subject, found, worth) for rule, subject, found in caught]


def _kind_of(rule: Chosen) -> str:
    if rule.kind.id == "returns_without_sale":
        return "parked"
    return {"guessing": "guess", "joining": "member"}.get(rule.kind.family, "receipt")


def _sighting(rule: Chosen, subject: Subject, found: Caught, worth: Mapping[int, int]) -> Sighting:
    kind = _kind_of(rule)
    proofs = tuple(
        Proof(kind, event.ref, event.at, worth.get(event.ref, 0) if kind == "receipt" else 0, event.place)
        for event in found.events
    )
    holds = rule.effect in ("hold", "stop")
    stops = rule.effect == "stop" and subject.member_id is not None
    return Sighting(rule.kind.id, subject, proofs, found.peak, found.score, rule.effect == "note", holds, stops)


def _worth(club: ClubInfo, receipts: Sequence[int]) -> dict[int, int]:
    """By receipt, what it gave is worth in the club's money, in minor units."""
    if not receipts:
        return {}
    holders = programmes.shelf(club).wallets()
    worth: dict[int, int] = {}
    for receipt, code, units in given_by(receipts):
        if code in holders:
            worth[receipt] = worth.get(receipt, 0) + holders[code].wallets[code].value_of(units)
    return worth


def _act(club: ClubInfo, noted: Noted, now: datetime) -> None:
    """Set aside and stop where a finding says so, and tell of what was opened."""
    held = list(queries.findings(club).filter(id__in=noted.grown, state="held").order_by("id"))
    opened = set(noted.opened)
    keep_awards(club, [one.pk for one in held], now)
    stopped = {one.member_id for one in held if one.stops and one.member_id is not None and one.pk in opened}
    if stopped:
        stop_spending(club, stopped, SYSTEM, now)
    for one in held:
        if one.pk in opened:
            actions.write_decision(one, "hold", SYSTEM.called, now, "")
    audit.write_facts(club.id, [Fact("MisuseSuspected", public_id("fnd", row), now) for row in noted.opened])


def _keep_what_came_free(club: ClubInfo, now: datetime) -> None:
    """What an event has made spendable of what is under review is set aside as well."""
    held = queries.held_findings()
    if held:
        keep_awards(club, held, now)
