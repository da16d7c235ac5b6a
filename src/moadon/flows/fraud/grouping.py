"""What each rule looks at, by subject: rows become events of the engine."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from moadon.apps.fraud import joins, sights
from moadon.apps.fraud.types import ReceiptRow, Subject
from moadon.engine.fraud import Chosen, Event

Groups = dict[Subject, list[Event]]
Links = Mapping[tuple[int, int], str]


class Fresh(NamedTuple):
    """What is new: rows of receipts, of members who joined, of returns without a sale, and facts of guesses.

    `history`: receipts out of old books count as well.
    """

    receipts: Sequence[int] = ()
    members: Sequence[int] = ()
    waiting: Sequence[int] = ()
    guesses: Sequence[int] = ()
    history: bool = False


def of_receipts(rule: Chosen, rows: Iterable[ReceiptRow], links: Links) -> Groups:
    """The events of a rule that looks at receipts of members, or of tills, branches and employees, by subject."""
    groups: Groups = {}
    pick = _PICKS[rule.kind.id]
    for row in rows:
        fits = pick(rule, row, links)
        subject = None if fits is None else _subject(rule.kind.of, row)
        if subject is not None and fits is not None:
            groups.setdefault(subject, []).append(Event(row.at, row.id, fits, row.branch_id))
    return groups


def _subject(of: tuple[str, ...], row: Any, **more: int) -> Subject | None:
    """The subject of a row, so many words of it; None where the row lacks one of them."""
    known = {word: getattr(row, f"{word}_id", None) for word in of} | more
    if any(value is None for value in known.values()):
        return None
    text = "/".join(f"{word}:{known[word]}" for word in of)
    return Subject(text, known.get("member"), known.get("employee"), known.get("till"), known.get("branch"))


def _sale(_: Chosen, row: ReceiptRow, __: Links) -> bool | None:
    return True if row.kind == "sale" else None


def _spend(_: Chosen, row: ReceiptRow, __: Links) -> bool | None:
    return True if row.kind == "sale" and row.redeemed > 0 else None


def _linked(kind: str) -> Callable[[Chosen, ReceiptRow, Links], bool | None]:
    def pick(_: Chosen, row: ReceiptRow, links: Links) -> bool | None:
        pair = (row.employee_id or 0, row.member_id or 0)
        return True if row.kind == "sale" and links.get(pair) == kind else None

    return pick


def _any(_: Chosen, row: ReceiptRow, __: Links) -> bool | None:
    return row.kind == "return"


def _back(_: Chosen, row: ReceiptRow, __: Links) -> bool | None:
    return True if row.kind == "return" else None


def _after_spending(rule: Chosen, row: ReceiptRow, __: Links) -> bool | None:
    if row.kind != "return" or row.sold_at is None or not row.sale_redeemed:
        return None
    return True if (row.at - row.sold_at).total_seconds() <= rule.numbers["within"] * 3600 else None


_PICKS: Mapping[str, Callable[[Chosen, ReceiptRow, Links], bool | None]] = {
    "member_receipts": _sale,
    "member_branches": _sale,
    "member_spends": _spend,
    "employee_member": _sale,
    "till_member": _sale,
    "employee_receipts": _sale,
    "till_receipts": _sale,
    "branch_receipts": _sale,
    "own_receipts": _linked("self"),
    "relative_receipts": _linked("relative"),
    "member_returns": _any,
    "employee_returns": _back,
    "spent_and_returned": _after_spending,
}
"""Of rules that look at receipts: whether one counts (True), is only compared with (False), or is nothing (None)."""
OF_MEMBERS = (
    "member_receipts", "member_branches", "member_spends", "employee_member", "till_member", "own_receipts",
    "relative_receipts", "member_returns", "spent_and_returned",
)  # fmt: skip
_GUESSING = ("guesses_of_caller", "guesses_of_address", "lookups_of_caller")
BUSY = {"employee_receipts": "employee_id", "till_receipts": "till_id", "branch_receipts": "branch_id"}


def looked_at(club_id: int, rules: Mapping[str, Chosen], fresh: Fresh, links: Links) -> Iterator[tuple[Chosen, Groups]]:
    """What is there for each of these rules around what is new. A constant number of statements."""
    mine, old = [rules[kind] for kind in OF_MEMBERS if kind in rules], fresh.history
    if fresh.receipts and mine:
        rows = sights.of_members(fresh.receipts, max(rule.hours for rule in mine), history=old)
        yield from ((rule, of_receipts(rule, rows, links)) for rule in mine)
    for kind, column in BUSY.items():
        if fresh.receipts and (rule := rules.get(kind)):
            wanted = sights.Busy(column, rule.hours, rule.most)
            yield rule, of_receipts(rule, sights.busy(club_id, fresh.receipts, wanted, history=old), links)
    if fresh.receipts and (rule := rules.get("employee_returns")):
        yield rule, of_receipts(rule, sights.returns_of_employees(fresh.receipts, rule.hours, history=old), links)
    if fresh.receipts and (rule := rules.get("rung_again")):
        rung = sights.rung_again(club_id, fresh.receipts, rule.hours, rule.numbers["minutes"], history=old)
        yield rule, _plain(rule, rung)
    if fresh.receipts and (rule := rules.get("same_goods")):
        yield rule, _plain(rule, sights.goods_back(fresh.receipts, rule.hours, history=old))
    if fresh.receipts and (rule := rules.get("reached_and_returned")):
        yield rule, _plain(rule, sights.reached_and_back(fresh.receipts, rule.hours, history=old))
    if fresh.waiting and (rule := rules.get("returns_without_sale")):
        yield rule, _plain(rule, sights.without_sale(fresh.waiting, rule.hours))
    yield from _stopped(rules, fresh)
    yield from _guessed(club_id, rules, fresh)
    yield from _joined(club_id, rules, fresh)


def _plain(rule: Chosen, rows: Iterable[Any]) -> Groups:
    groups: Groups = {}
    for row in rows:
        if (subject := _subject(rule.kind.of, row)) is not None:
            groups.setdefault(subject, []).append(Event(row.at, row.id, True, row.branch_id))
    return groups


def _stopped(rules: Mapping[str, Chosen], fresh: Fresh) -> Iterator[tuple[Chosen, Groups]]:
    mine = [rules[kind] for kind in ("stopped_employee", "stopped_till") if kind in rules]
    if fresh.receipts and mine:
        rows = sights.of_stopped(fresh.receipts)
        yield from ((rule, _plain(rule, rows)) for rule in mine)


def _guessed(club_id: int, rules: Mapping[str, Chosen], fresh: Fresh) -> Iterator[tuple[Chosen, Groups]]:
    mine = {kind: rules[kind] for kind in _GUESSING if kind in rules}
    if not fresh.guesses or not mine:
        return
    rows = sights.guesses(club_id, fresh.guesses, max(rule.hours for rule in mine.values()))
    for kind, rule in mine.items():
        groups: Groups = {}
        for row in rows:
            who = row.address if kind == "guesses_of_address" else row.caller
            if who and (row.kind == "member") == (kind == "lookups_of_caller"):
                groups.setdefault(Subject(f"{rule.kind.of[0]}:{who}"), []).append(Event(row.at, row.id))
        yield rule, groups


def _joined(club_id: int, rules: Mapping[str, Chosen], fresh: Fresh) -> Iterator[tuple[Chosen, Groups]]:
    if fresh.members and (rule := rules.get("joined_never_bought")):
        yield rule, _idle(rule, joins.taken_in(club_id, fresh.members, rule.hours, rule.numbers["days"]))
    mine = [rule for rule in rules.values() if rule.kind.family == "joining" and rule.kind.measure != "share"]
    if not fresh.members or not mine:
        return
    rows = joins.joined(club_id, fresh.members, max(rule.hours for rule in mine))
    for rule in mine:
        groups: Groups = {}
        for row in rows:
            subject = _joined_by(rule, row)
            if subject is not None:
                groups.setdefault(subject, []).append(Event(row.at, row.id, True, row.branch_id, row.number))
        yield rule, groups


def _idle(rule: Chosen, rows: Iterable[joins.TakenIn]) -> Groups:
    """Members by who took them in; those who have bought are only compared with."""
    groups: Groups = {}
    for row in rows:
        subject = _subject(rule.kind.of, row)
        if subject is not None:
            groups.setdefault(subject, []).append(Event(row.at, row.id, not row.bought, row.branch_id))
    return groups


def _joined_by(rule: Chosen, row: joins.Joined) -> Subject | None:
    (word,) = rule.kind.of
    if word == "employee":
        return _subject(("employee",), row)
    who = row.address if word == "address" else row.caller
    return Subject(f"{word}:{who}") if who else None
