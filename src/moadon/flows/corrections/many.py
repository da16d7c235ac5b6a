"""Many corrections out of one file: judged line by line, done together, and never twice."""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Final, Literal

from moadon.apps.audit import actions as audit
from moadon.apps.audit.types import Answer, RequestMark
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.corrections import actions, queries
from moadon.apps.corrections.types import Booked, Hand, NewRequest
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef
from moadon.engine.ledger import AccountState, Posting
from moadon.flows.corrections.asking import CorrectionDraft, read_draft
from moadon.flows.corrections.booking import move, scene_of
from moadon.flows.corrections.judging import is_own, within_limit
from moadon.flows.corrections.telling import fact, told
from moadon.flows.holds.lapsing import end_overdue
from moadon.flows.till.keys import refusal_from, refusal_text
from moadon.kernel.ids import public_id
from moadon.kernel.money import format_decimal
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, pipelined, retrying

MOST: Final = 1000
"""Lines of one file."""
NEEDED: Final = ("member", "wallet", "amount", "reason")
HEADINGS: Final = (*NEEDED, "note")
How = Literal["look", "all", "good"]
"""Only judge; do all lines or none; do those that are good."""


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one line of the file, the headings being line 1: what the balance was and is, or why not."""

    line: int
    member: str
    wallet: str
    amount: str
    before: str = ""
    after: str = ""
    problem: str = ""

    @property
    def refused(self) -> Refused | None:
        """Why it cannot be done."""
        return refusal_from(self.problem).refusals[0] if self.problem else None


@dataclass(frozen=True, slots=True)
class FileTold:
    """What became of a file. `done`: lines that were done, or wait for a second person where `waits`; `replayed`: it
    had come before, and nothing more was done."""

    lines: tuple[Line, ...]
    done: int = 0
    waits: bool = False
    replayed: bool = False

    @property
    def bad(self) -> int:
        """How many lines cannot be done."""
        return sum(bool(one.problem) for one in self.lines)


class _Nothing(Exception):
    """Roll everything back and tell this."""

    def __init__(self, told_of: FileTold) -> None:
        super().__init__()
        self.told = told_of


def correct_by_file(club: ClubInfo, text: str, hand: Hand, now: datetime, how: How) -> FileTold:
    """Correct balances as the lines of a CSV say: `member` (id, phone, card or number), `wallet`, `amount` (below zero
    to take), `reason` (a code), and `note`.

    The limits of the hand are asked for the sum of all lines: above them, or where one's own wallet is among them,
    every line waits for a second person. The same file is done once, whoever sends it, for as long as answers are kept.
    With "all" and a bad line nothing is done. Raises `Refused`: `correction_file_headings`, `correction_file_long`.
    """
    rows = _rows(text)
    digest = hashlib.sha256("\n".join(map(repr, rows)).encode()).digest()

    def work() -> FileTold:
        with club_transaction(club.id):
            if how == "look":
                raise _Nothing(_File(club, rows, hand, now).judged())

            def once() -> Answer:
                file = _File(club, rows, hand, now)
                judged = file.judged()
                if how == "all" and judged.bad:
                    raise _Nothing(judged)
                return Answer(201, json.dumps(asdict(file.done()), ensure_ascii=False))

            answer = audit.answer_once(club.id, RequestMark("corrections", digest.hex(), digest), once)
            kept = json.loads(answer.body)
            lines = tuple(Line(**line) for line in kept.pop("lines"))
            return replace(FileTold(lines, **kept), replayed=answer.replayed)

    try:
        return retrying(work)
    except _Nothing as nothing:
        return nothing.told


def _rows(text: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), restkey="more", restval="")
    headings = [name.strip().lower() for name in reader.fieldnames or ()]
    if set(NEEDED) - set(headings) or set(headings) - set(HEADINGS):
        raise Refused("correction_file_headings", field="file", needed=", ".join(HEADINGS))
    reader.fieldnames = headings
    rows = [{name: str(row[name]).strip() for name in headings} for row in reader if any(row.values())]
    if len(rows) > MOST:
        raise Refused("correction_file_long", field="file", most=MOST)
    return rows


class _File:
    """One file in one transaction: read, locked, judged, written; the same statements however many lines."""

    def __init__(self, club: ClubInfo, rows: Sequence[dict[str, str]], hand: Hand, now: datetime) -> None:
        self.scene = scene_of(club, queries.policy(club), now)
        self.hand, self.rows = hand, rows
        self.problems: dict[int, Refused] = {}
        self.asked = self._read()
        self.alone = self._within()
        self.postings: dict[int, tuple[AccountState, Posting, Booked]] = {}
        self._move()

    def judged(self) -> FileTold:
        """What is known of each line before anything is written."""
        return FileTold(tuple(map(self._line, range(len(self.rows)))), waits=not self.alone)

    def done(self) -> FileTold:
        """Write what is good."""
        club, hand, now = self.scene.club, self.hand, self.scene.now
        if self.alone:
            accounts = {(one.owner, one.wallet): one for one, _, _ in self.postings.values()}
            ledger_writes.number([posting for _, posting, _ in self.postings.values()], list(accounts.values()))
            ledger_writes.post(club.id, [posting for _, posting, _ in self.postings.values()], accounts.values())
        good = [(self.asked[i], self._booked(i)) for i in self.postings]
        ids = actions.write_requests(club.id, good, hand)
        name, deed = ("ValueCorrected", "correction.done") if self.alone else ("CorrectionAsked", "correction.asked")
        written = list(zip(ids, good, strict=True))
        audit.write_facts(club.id, [fact(name, row, new, now) for row, (new, _) in written])
        with pipelined():
            for row, (new, booked) in written:
                audit.record_deed(club.id, hand.actor, deed, public_id("cor", row), None, told(self.scene, new, booked))
        return replace(self.judged(), done=len(good))

    def _booked(self, i: int) -> Booked | None:
        _, posting, booked = self.postings[i]
        return replace(booked, transaction=posting.id or 0) if self.alone else None

    def _read(self) -> dict[int, NewRequest]:
        refs = [_ref(row["member"]) for row in self.rows]
        found = members.find_refs(self.scene.club, set(refs))
        asked = {}
        for i, (row, ref) in enumerate(zip(self.rows, refs, strict=True)):
            if ref not in found:
                self.problems[i] = Refused("unknown_member", field="member")
                continue
            try:
                draft = CorrectionDraft("", row["wallet"], row["amount"], row["reason"], row.get("note", ""))
                asked[i] = read_draft(self.scene, draft, found[ref].id)
            except Refused as refused:
                self.problems[i] = refused
        return asked

    def _within(self) -> bool:
        sums: dict[str, int] = {}
        for one in self.asked.values():
            sums[one.kind] = sums.get(one.kind, 0) + one.counted
        within = all(within_limit(self.scene, self.hand, kind, wanted) for kind, wanted in sorted(sums.items()))
        return within and not is_own(self.scene.club, self.hand, *[one.member_id for one in self.asked.values()])

    def _move(self) -> None:
        """Every line on the balances as the lines before it left them."""
        scene, pairs = self.scene, sorted({(one.member_id, one.wallet) for one in self.asked.values()})
        accounts = ledger_writes.lock_accounts(scene.club.id, pairs)
        ledger.load_lots(accounts.values())
        end_overdue(scene.club.id, accounts.values(), scene.now)
        for i, one in self.asked.items():
            account = accounts[one.member_id, one.wallet]
            before = account.stands_at
            try:
                posting = move(scene, one, account, ())
            except Refused as refused:
                self.problems[i] = refused
                continue
            self.postings[i] = account, posting, Booked(0, before, account.stands_at)

    def _line(self, i: int) -> Line:
        row, problem = self.rows[i], self.problems.get(i)
        line = Line(i + 2, row["member"], row["wallet"], row["amount"])
        if problem is not None:
            return replace(line, problem=refusal_text(problem))
        places, booked = self.scene.wallet(self.asked[i].wallet).places, self.postings[i][2]
        return replace(line, before=format_decimal(booked.before, places), after=format_decimal(booked.after, places))


def _ref(text: str) -> MemberRef:
    return MemberRef("id" if text.startswith("mbr_") else "any", text)
