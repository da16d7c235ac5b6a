"""Any story of one account with holds: never below zero, nothing lost, each hold one end, and the sums agree."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from moadon.engine.ledger import (
    AccountState,
    Back,
    HoldState,
    LotState,
    Origin,
    Posting,
    award,
    expire,
    holds,
    restore,
    reverse,
    spend,
)
from moadon.kernel.refusals import Refused

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BASE = Origin("club", "base")
SALE = 7
STEP = st.one_of(
    st.tuples(st.just("award"), st.integers(1, 30), st.integers(0, 6)),
    st.tuples(st.just("spend"), st.integers(1, 40), st.just(0)),
    st.tuples(st.just("place"), st.integers(1, 40), st.integers(1, 6)),
    st.tuples(st.just("post"), st.integers(0, 9), st.integers(1, 40)),
    st.tuples(st.just("void"), st.integers(0, 9), st.just(0)),
    st.tuples(st.just("reverse"), st.integers(1, 30), st.just(0)),
    st.tuples(st.just("restore"), st.integers(0, 9), st.just(0)),
    st.tuples(st.just("later"), st.integers(1, 3), st.just(0)),
    st.tuples(st.just("night"), st.just(0), st.just(0)),
)
Step = tuple[str, int, int]


class Story:
    """One account through any steps, with a plain count beside it: what was given, less what was taken."""

    def __init__(self) -> None:
        self.mine = AccountState(1, 1, "credit")
        self.now = NOW
        self.placed: list[HoldState] = []
        self.ends: dict[HoldState, int] = {}
        self.spent: list[tuple[LotState, int]] = []
        self.postings: list[Posting] = []
        self.worth = 0

    def take(self, step: Step) -> None:
        """One step; what is refused changes nothing."""
        before = self._sums()
        try:
            getattr(self, f"_{step[0]}")(*step[1:])
        except Refused:
            assert self._sums() == before

    def _sums(self) -> object:
        mine = self.mine
        return mine.balance, mine.held, mine.owed, [(one.remaining, one.held) for one in mine.lots]

    def _posting(self) -> Posting:
        self.postings.append(Posting("any", 1, self.now))
        return self.postings[-1]

    def _award(self, amount: int, days: int) -> None:
        ends = self.now + timedelta(days=days) if days else None
        given = LotState(len(self.mine.lots) + 1, amount, amount, False, self.now, ends, "club", "base", SALE)
        award(self.mine, self._posting(), given, BASE, self.now)
        self.worth += amount

    def _spend(self, amount: int, _: int) -> None:
        self._sweep()
        self.spent += spend(self.mine, self._posting(), amount, self.now, BASE)
        self.worth -= amount

    def _place(self, amount: int, days: int) -> None:
        self._sweep()
        self.placed.append(holds.place(self.mine, amount, "order", self.now, self.now + timedelta(days=days)))

    def _post(self, which: int, amount: int) -> None:
        if self.placed:
            hold = self.placed[which % len(self.placed)]
            taken = holds.post(hold, self._posting(), amount, self.now, BASE)
            assert sum(part for _, part in taken) == amount
            self.worth -= amount
            self._ended(hold)

    def _void(self, which: int, _: int) -> None:
        if self.placed:
            hold = self.placed[which % len(self.placed)]
            holds.void(hold, self.now)
            self._ended(hold)

    def _reverse(self, amount: int, _: int) -> None:
        self._sweep()
        reverse(self.mine, self._posting(), amount, BASE, Back(SALE, self.now))
        self.worth -= amount

    def _restore(self, which: int, _: int) -> None:
        if self.spent:
            part = self.spent.pop(which % len(self.spent))
            ended = part[0].ended(self.now)
            restore(self.mine, self._posting(), [part], BASE, self.now)
            self.worth += 0 if ended else part[1]

    def _later(self, days: int, _: int) -> None:
        self.now += timedelta(days=days)

    def _night(self, _: int, __: int) -> None:
        self._sweep()
        for one in self.mine.lots:
            if one.ended(self.now):
                self.worth -= expire(self.mine, self._posting(), one, BASE)

    def _sweep(self) -> None:
        for hold in self.placed:
            if hold.state == "placed" and hold.stage(self.now) == "expired":
                holds.lapse(hold)
                self._ended(hold)

    def _ended(self, hold: HoldState) -> None:
        self.ends[hold] = self.ends.get(hold, 0) + 1
        self.postings.append(holds.settle(hold, self.now))


@settings(max_examples=400, deadline=None)
@given(steps=st.lists(STEP, max_size=40))
def test_whatever_happens_nothing_is_below_zero_or_lost_and_the_sums_agree(steps: list[Step]) -> None:
    story = Story()
    for step in steps:
        story.take(step)
        mine = story.mine
        standing = [hold for hold in story.placed if hold.state == "placed"]
        assert mine.balance == sum(one.remaining for one in mine.lots)
        assert mine.held == sum(one.held for one in mine.lots) == sum(hold.amount for hold in standing)
        assert all(0 <= one.held <= one.remaining <= one.amount for one in mine.lots)
        assert 0 <= mine.held <= mine.balance
        assert mine.owed >= 0
        assert mine.stands_at == story.worth
        assert all(sum(entry.amount for entry in posting.entries) == 0 for posting in story.postings)
        assert all(times == 1 for times in story.ends.values())
        assert story.ends.keys() == {hold for hold in story.placed if hold.state != "placed"}
        # Each hold that stands can be posted in full, whatever happened since.
        for hold in standing:
            assert sum(min(part, one.held) for one, part in hold.parts) == hold.amount
        story._sweep()
        if mine.owed:
            assert not any(one.free for one in mine.lots if not one.ended(story.now))
