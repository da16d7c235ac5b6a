"""Awards taken back while the goods stay: a review found that they should not have been given.

What was stored then is reversed (semantics 5), as by a return of everything, by entries that name those they correct
(semantics 32). What was spent already is owed (semantics 16). Sales, promotions and what was paid stay as they are.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger.given import awards_of
from moadon.apps.rewards import actions as reward_writes
from moadon.apps.rewards.types import EarnedBy, NewEarning
from moadon.engine.ledger import EntryPlan
from moadon.engine.rules import NO_PERIOD, PRICE
from moadon.flows.till.levels import write_levels
from moadon.flows.till.pieces import pieces_of
from moadon.flows.till.returning import WITHDRAWN, Judged, take_back
from moadon.flows.till.returns import Batch
from moadon.flows.till.story import SaleStory
from moadon.flows.till.types import ReturnDraft, SaleRef
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id
from moadon.kernel.sentences import Message
from moadon.kernel.values import changed


def withdraw(club: ClubInfo, sales: Sequence[int], now: datetime) -> list[int]:
    """Take back what these sales gave; those that gave something. Inside a transaction of the club.

    Sales that came back whole, that are of nobody, or whose awards were taken back before, stay as they are. A constant
    number of statements.
    """
    if not sales:
        return []
    owing = replace(club, settings=replace(club.settings, spent_before_return="arrears"))
    drafts = [ReturnDraft(SaleRef(row), number="", at=now, lines=None) for row in sales]
    return _Withdrawal(owing, drafts, SYSTEM, now, club.languages[0]).run()


class _Withdrawal(Batch):
    """One run over many sales."""

    def run(self) -> list[int]:
        """Judge and write."""
        stories = self._stories()
        judged = [self._one(story) for story in stories.values() if _gives(story)]
        judged = [one for one in judged if one.earnings]
        self._name_corrected(judged)
        self._put(judged)
        return [one.story.sale.id for one in judged]

    def _one(self, story: SaleStory) -> Judged:
        sale = story.sale
        draft = ReturnDraft(SaleRef(sale.id), number=sale.number, at=self.now, lines=None)
        pieces = pieces_of(sale, None, self.club.currency)
        judged = Judged(draft, sale.id, story, pieces, sale.state, promotions=sale.promotions)
        assert sale.member_id is not None
        take_back(judged, self.scene, sale.member_id)
        why = Message("review.taken_back", {"receipt": sale.number})
        for posting in judged.postings:
            for entry in posting.entries:
                entry.origin = changed(entry.origin, why=why)
        if judged.earnings:
            judged.earnings = [earning._replace(receipt=None) for earning in judged.earnings]
            judged.earnings.append(_mark(story, story.earned[0], self.now))
        return judged

    def _name_corrected(self, judged: Sequence[Judged]) -> None:
        given = awards_of([one.story.sale.id for one in judged])
        for one in judged:
            for posting in one.postings:
                named = [_correct(entry, one.story.sale.id, given) for entry in posting.entries]
                posting.corrects = next((transaction for transaction in named if transaction), None)

    def _put(self, judged: Sequence[Judged]) -> None:
        postings = [posting for one in judged for posting in one.postings]
        accounts = self.scene.accounts.values()
        ledger_writes.number(postings, accounts)
        reward_writes.record_earnings(self.club.id, [earning for one in judged for earning in one.earnings])
        ledger_writes.post(self.club.id, postings, accounts)
        write_levels(self.club.id, self.scene)
        told = [Fact("AwardsTakenBack", public_id("rcp", one.story.sale.id), self.now) for one in judged]
        audit.write_facts(self.club.id, [*told, *self.scene.book.facts()])


def _gives(story: SaleStory) -> bool:
    sale = story.sale
    withdrawn = any(earned.rule == WITHDRAWN for earned in story.earned)
    left = any(line.left for line in sale.lines)
    return sale.member_id is not None and bool(story.earned) and not withdrawn and left and sale.state != "cancelled"


def _mark(story: SaleStory, first: EarnedBy, at: datetime) -> NewEarning:
    sale, why = story.sale, Message("review.taken_back", {"receipt": story.sale.number})
    return NewEarning(
        sale.member_id, None, sale.id, first.programme, first.version, WITHDRAWN, NO_PERIOD, PRICE, 0, 0, 0, at, why
    )


def _correct(entry: EntryPlan, sale: int, given: dict[tuple[int, int, str, str, str], tuple[int, int]]) -> int | None:
    """Let a line name the one that it corrects; the transaction of that one."""
    if entry.account is None:
        return None
    origin = entry.origin
    rule = (entry.account.id, origin.programme or "", origin.rule or "")
    for book in (entry.book, "balance", "pending"):
        found = given.get((sale, rule[0], book, rule[1], rule[2]))
        if found is not None:
            entry.corrects = found[1]
            return found[0]
    return None
