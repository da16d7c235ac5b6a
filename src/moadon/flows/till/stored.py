"""What was stored of a sale, beside what judging it once more says: where they differ, what was stored is told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from moadon.apps.rewards.models import Earning
from moadon.engine.rules import PRICE, Evaluation, Programme, Reason
from moadon.engine.rules.earn.breadth import rule_of
from moadon.flows.till.answers import near_figures
from moadon.flows.till.kept import PromotionGiven
from moadon.flows.till.retold import Told
from moadon.kernel.sentences import Message

_OF_THEN = ("reason.counted",)
"""Figures that only what was kept of the sale can tell."""


@dataclass(slots=True)
class Saying:
    """What is said of one rule or promotion: what it gave by wallet, why it did not, what was near."""

    given: dict[str, int] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    near: list[tuple[object, ...]] = field(default_factory=list)

    def give(self, wallet: str, amount: int) -> None:
        """Add what it gave; nothing is no answer."""
        if amount:
            self.given[wallet] = self.given.get(wallet, 0) + amount

    def agrees(self, other: "Saying") -> bool:
        """Whether both say the same."""
        mine, theirs = ((one.given, sorted(one.codes), sorted(one.near, key=repr)) for one in (self, other))
        return mine == theirs


Sayings = dict[str, Saying]


def _of(said: Sayings, rule: str) -> Saying:
    return said.setdefault(rule_of(rule), Saying())


def sayings_of(programme: Programme, evaluation: Evaluation, places: int) -> Sayings:
    """What an evaluation says, by rule and promotion; `places` are the currency's."""
    said: Sayings = {}
    for earning in evaluation.earnings:
        _of(said, earning.rule).give(earning.wallet, earning.amount)
    for applied in evaluation.promotions:
        _of(said, applied.rule).give(PRICE, applied.amount)
    for refused in evaluation.not_applied:
        _of(said, refused.rule).codes.append(refused.code)
    for near in evaluation.near:
        _of(said, near.rule).near.append(tuple(near_figures(near, programme, places).values()))
    return said


@dataclass(slots=True)
class Stored:
    """What one programme gave and said of a sale, as it lies in the books: `whys` by rule, as they were stored."""

    programme: str
    said: Sayings
    whys: dict[str, Message]

    @classmethod
    def of(cls, programme: str, answer: Mapping[str, Any], rows: Iterable[Earning | PromotionGiven]) -> "Stored":
        """Read from the answer that the till was told and the rows that remember what was given."""
        said: Sayings = {}
        whys: dict[str, Message] = {}
        for row in rows:
            if row.programme == programme:
                _of(said, row.rule).give(row.wallet, row.amount)
                whys[rule_of(row.rule)] = Message.from_json(row.why)
        for one in answer["not_applied"]:
            if one["programme"] == programme:
                _of(said, one["rule"]).codes.append(one["code"])
        for one in answer["near"]:
            if one["programme"] == programme:
                _of(said, one["rule"]).near.append((one["wallet"], one["missing"], one["gets"]))
        return cls(programme, said, whys)

    def differing(self, now: Sayings) -> frozenset[str]:
        """The rules and promotions of which `now` says something else."""
        rules = {*self.said, *now}
        return frozenset(rule for rule in rules if not self._at(rule).agrees(now.get(rule, Saying())))

    def _at(self, rule: str) -> Saying:
        return self.said.get(rule, Saying())

    def gave(self, rule: str) -> bool:
        """Whether a rule or promotion gave something."""
        return bool(self._at(rule).given)

    def code(self, rule: str) -> str:
        """Why it did not, or an empty text."""
        return next(iter(self._at(rule).codes), "")

    @property
    def gave_something(self) -> bool:
        """Whether the programme did."""
        return any(one.given for one in self.said.values())


@dataclass(frozen=True, slots=True)
class Settling:
    """Makes a tree say what was stored. `whole`: the figures of then were kept; without them none is told."""

    stored: Stored
    differing: frozenset[str]
    retold: Told
    whole: bool

    def settle(self, tree: Reason) -> Reason:
        """The tree of the programme, which contradicts nothing that was stored."""
        within = self._all(tree.within)
        if not self.differing:
            return tree._replace(within=within)
        gave = self.stored.gave_something
        key = "reason.programme" if gave else "reason.programme.nothing"
        return tree._replace(holds=gave, why=Message(key, tree.why.params), within=within)

    def _all(self, reasons: Sequence[Reason]) -> tuple[Reason, ...]:
        return tuple([self._one(one) for one in reasons if self.whole or not _is_of_then(one)])

    def _one(self, reason: Reason) -> Reason:
        if reason.kind == "group":
            return self._group(reason)
        if reason.kind not in ("rule", "promotion"):
            return reason._replace(within=self._all(reason.within))
        if reason.subject in self.differing:
            return self._as_stored(reason)
        # What was stored carries its own words, with the figures of then.
        why = self.stored.whys.get(reason.subject) if reason.holds else None
        return reason._replace(why=why or reason.why, within=self._all(reason.within))

    def _group(self, reason: Reason) -> Reason:
        within = self._all(reason.within)
        if not self.differing:
            return reason._replace(within=within)
        # What the basket stood at before it may have been another sum.
        why = Message("reason.kept.group", {"group": reason.why.params["group"]})
        return reason._replace(holds=any(one.holds for one in within), why=why, within=within)

    def _as_stored(self, reason: Reason) -> Reason:
        rule = reason.subject
        within = [Reason("kept", rule, None, Message("reason.kept", {})), *self._near(rule)]
        if self.stored.gave(rule):
            return Reason(reason.kind, rule, True, self.stored.whys[rule], tuple(within))
        if code := self.stored.code(rule):
            said = [
                one for one in self.retold.not_applied if (one.programme, one.rule) == (self.stored.programme, rule)
            ]
            why = said[0].why if said else Message(f"not_applied.{code}", {})
            return Reason(reason.kind, rule, False, why, tuple(within))
        if rule in self.stored.whys:
            return Reason(reason.kind, rule, None, self.stored.whys[rule], tuple(within))
        return Reason(reason.kind, rule, False, Message("not_applied.no_effect", {}), tuple(within))

    def _near(self, rule: str) -> Iterator[Reason]:
        for one in self.retold.near:
            if (one.programme, one.rule) == (self.stored.programme, rule):
                yield Reason("near", rule, None, one.why)


def _is_of_then(reason: Reason) -> bool:
    return reason.kind == "limit" or reason.why.key in _OF_THEN
