"""Promotions of one programme on one basket: group after group, each by its own mode."""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

from moadon.engine.rules.basket import PRICE, Applied, Gift, Near, NotApplied, Standing
from moadon.engine.rules.conditions import BasketFrom, Condition
from moadon.engine.rules.limits import UNUSED, Used
from moadon.engine.rules.promotions.best import best_of
from moadon.engine.rules.promotions.board import Board, Picked
from moadon.engine.rules.promotions.gets.pool import Pool, StepsOff
from moadon.engine.rules.promotions.gets.sets import Sets
from moadon.engine.rules.promotions.prices import Prices, cut_to
from moadon.engine.rules.promotions.promotion import Effect, Field, Group, Promotion
from moadon.engine.rules.promotions.verdict import Verdict, excluded
from moadon.engine.rules.scene import Scene
from moadon.kernel.sentences import Message

Only = Mapping[str, int]
"""Promotions by id, with the most that each may take off in minor units."""


def judge(
    board: Board, scene: Scene, standing: Standing, only: Only | None = None, without: Collection[str] = ()
) -> Verdict:
    """What the promotions of `board` take off; the scene's costs are what is left. Pure but for the scene.

    `only`: no others, and none takes off more than it says (what remains of a receipt is judged so). `without`: as if
    these were not there.
    """
    picked = board.picked(scene.basket)
    candidates = board.candidates(scene.basket, picked)
    if only is not None:
        candidates = [promotion for promotion in candidates if promotion.id in only]
    if without:
        candidates = [promotion for promotion in candidates if promotion.id not in without]
    verdict = Verdict(len(scene.costs))
    if candidates:
        table = _Table(board, scene, standing, picked, only)
        for number, some in groupby(candidates, key=_group):
            table.group(board.groups[number], list(some))
        verdict = table.verdict
        scene.discount = scene.total - sum(scene.costs)
    scene.so_far = scene.total - scene.discount
    return verdict


def _group(promotion: Promotion) -> int:
    return promotion.group


class _Table:
    """One basket being judged."""

    def __init__(self, board: Board, scene: Scene, standing: Standing, picked: Picked, only: Only | None) -> None:
        self.board = board
        self.scene = scene
        self.standing = standing
        self.picked = picked
        self.verdict = Verdict(len(scene.costs))
        self.prices = Prices(scene.basket.lines, scene.costs)
        self.only = only
        self.limited = board.limit is not None or only is not None
        self.whole = UNUSED if board.limit is None else board.limit.used(scene, standing)
        self.given = 0
        self.done: set[str] = set()
        self.holders: dict[int, Promotion] = {}
        self.fields: dict[tuple[bool, int | None], Field] = {}

    def group(self, group: Group, promotions: Sequence[Promotion]) -> None:
        """Judge the promotions of one group."""
        self.scene.so_far = sum(self.scene.costs) - self.scene.allowance
        self.prices.release()
        self.holders.clear()
        admitted = [p for p in promotions if not p.conditions or self._admits(p)]
        if group.mode == "best" and len(admitted) > 1:
            self._best(group, admitted)
            return
        whole: Promotion | None = None
        first: Promotion | None = None
        for promotion in admitted:
            if promotion.not_with and not promotion.not_with.isdisjoint(self.done):
                self._refuse(self._not_with(promotion, self.done))
                continue
            if group.mode == "exclusive" and (whole is not None or (first is not None and promotion.get.whole)):
                self._refuse(excluded(promotion, whole or first or promotion))
                continue
            if self._apply(group, promotion) and group.mode == "exclusive":
                first = first or promotion
                whole = promotion if promotion.get.whole else None

    def _best(self, group: Group, promotions: Sequence[Promotion]) -> None:
        limits = {p: self._used(p) for p in promotions}
        open_ = [p for p in promotions if self._open(p, limits[p])]
        fields = {p: self._field(group, p) for p in open_}

        def grant(promotion: Promotion, amount: int) -> int:
            return self._granted(promotion, amount, limits[promotion])[0]

        chosen = best_of(fields, self.prices, grant)
        for promotion in open_:
            given = self.done | {p.id for p in chosen} if promotion.not_with else self.done
            if not promotion.not_with.isdisjoint(given):
                chosen.pop(promotion, None)
                self._refuse(self._not_with(promotion, given))
            elif promotion in chosen:
                self._record(promotion, fields[promotion], chosen[promotion], limits[promotion])
            else:
                others = [p for p in chosen if p is not promotion]
                if others and promotion.get.effect(fields[promotion]).amount:
                    self._refuse(excluded(promotion, others[0]))
                else:
                    self._nothing(promotion, fields[promotion])

    def _admits(self, promotion: Promotion) -> bool:
        for condition in promotion.conditions:
            if self.only is not None and not condition.of_goods:
                # It held when the receipt was made, and goods that come back do not change it.
                continue
            if not condition.holds(self.scene):
                self._refuse(NotApplied(promotion.id, condition.code, condition.why_not(self.scene)))
                self._far(promotion, condition)
                return False
        return True

    def _apply(self, group: Group, promotion: Promotion) -> bool:
        """Judge one promotion on what is free; whether it took anything off."""
        used = UNUSED
        if self.limited or promotion.limit is not None:
            used = self._used(promotion)
            if not self._open(promotion, used):
                return False
        field = self._field(group, promotion)
        effect = promotion.get.effect(field)
        if not effect.parts:
            self._nothing(promotion, field)
            return False
        done = self._record(promotion, field, effect, used)
        if done and group.mode != "stack":
            self.prices.hold(effect.units, effect.lines)
            self.holders.update(dict.fromkeys([part[0] for part in effect.parts], promotion))
        return done

    def _granted(self, promotion: Promotion, due: int, used: Used) -> tuple[int, str]:
        """What may be taken off of `due`, and the limit that cut it."""
        if self.only is not None:
            return min(due, self.only[promotion.id]), ""
        limit = promotion.limit
        granted, cut = (due, "") if limit is None or limit.counts_units_only else limit.grant(due, used)
        if self.board.limit is not None and granted > 0:
            # What the receipt has been given so far uses it up too.
            left, whole = self.board.limit.grant(self.given + granted, self.whole)
            if left < self.given + granted:
                granted, cut = max(0, left - self.given), f"all.{whole}"
        return granted, cut

    def _used(self, promotion: Promotion) -> Used:
        limit = promotion.limit
        return UNUSED if limit is None or limit.counts_units_only else limit.used(self.scene, self.standing)

    def _open(self, promotion: Promotion, used: Used) -> bool:
        """Whether its limits leave anything at all."""
        if self._granted(promotion, 1, used)[0] > 0:
            return True
        self._refuse(NotApplied(promotion.id, "limit_reached", Message("not_applied.limit_reached", {})))
        return False

    def _field(self, group: Group, promotion: Promotion) -> Field:
        """What it looks at: the same for all that no limit tells apart, as what changes is behind it."""
        limit = promotion.limit
        key = (group.original, None if limit is None else limit.units)
        field = self.fields.get(key)
        if field is None:
            field = self.fields[key] = Field(self.scene, self.prices, self.picked, *key)
        return field

    def _record(self, promotion: Promotion, field: Field, effect: Effect, used: Used) -> bool:
        parts, amount = effect.parts, effect.amount
        rule, get, cut, due = promotion.id, promotion.get, "", amount
        if self.limited or promotion.limit is not None:
            amount, cut = self._granted(promotion, due, used)
            if amount <= 0:
                # Others of its group have used up meanwhile what all promotions together had left.
                return self._open(promotion, used)
            if amount < due:
                parts = cut_to(amount, parts, self.prices)
        why = self._cut_short(promotion, cut, due, amount) if cut else get.why(effect, due, field)
        if get.hints:
            self._hint(promotion, field)
        self.prices.take_off(parts)
        by_line = self.verdict.by_line
        for i, off, _ in parts:
            by_line[i].append((rule, off))
        own, shared = used.own, used.shared
        if self.whole is not UNUSED:
            own, shared = own + self.whole.own, shared + self.whole.shared
        self.verdict.applied.append(Applied(rule, amount, effect.base, effect.times, why, own, shared))
        self.done.add(rule)
        self.given += amount
        return True

    def _cut_short(self, promotion: Promotion, cut: str, due: int, amount: int) -> Message:
        """Which limit left how much: the promotion's own, or that of all promotions together."""
        money, limit = self.board.money, promotion.limit
        if cut.startswith("all."):
            return Message("limit.promotions", {"due": money.gain(due), "amount": money.gain(amount)})
        assert limit is not None, "only a limit cuts"
        return limit.why(cut, due, amount, money)

    def _nothing(self, promotion: Promotion, field: Field) -> None:
        """Say why it has no effect, and what is missing to one."""
        gifts = self._hint(promotion, field) if promotion.get.hints else ()
        code, params = self._reason(promotion, field, gifts)
        self._refuse(NotApplied(promotion.id, code, Message(f"not_applied.{code}", params)))

    def _hint(self, promotion: Promotion, field: Field) -> Sequence[Gift]:
        """Say what is missing to more of it, and what it would give that is not in the basket."""
        lack = promotion.get.lack(field)
        if lack is not None:
            self._near(promotion, lack.missing, lack.gets, lack.why)
        gifts = promotion.get.gifts(promotion.id, field)
        self.verdict.gifts += gifts
        return gifts

    def _reason(self, promotion: Promotion, field: Field, gifts: Sequence[Gift]) -> tuple[str, dict[str, object]]:
        get = promotion.get
        slots = get.slots
        if any(slot not in self.picked for slot in slots):
            return "no_items", {}
        if gifts:
            return "gift_not_there", {"n": gifts[0].units, "sku": gifts[0].sku}
        if self.holders:
            by = next((self.holders[i] for slot in slots for i in self.picked[slot] if i in self.holders), None)
            if by is not None:
                return "excluded_by_group", {"other": by.told}
        if isinstance(get, StepsOff):
            least = get.starts[0]
            return "basket_below", {
                "least": self.board.money.sum(least),
                "missing": self.board.money.money(max(0, least - get.reached(get.cost(field), field))),
            }
        if isinstance(get, Sets) and (missing := get.missing(field)):
            return "set_incomplete", {"n": missing}
        return "no_effect", {}

    def _far(self, promotion: Promotion, condition: Condition) -> None:
        """A threshold not reached: what is missing to it, and what it would give there."""
        if not isinstance(condition, BasketFrom) or not self.scene.so_far:
            return
        field = self._field(self.board.groups[promotion.group], promotion)
        get = promotion.get
        gets = (
            get.value(condition.least, condition.least, field)
            if isinstance(get, Pool) and get.whole
            else (get.effect(field).amount)
        )
        if gets > 0:
            self._near(promotion, condition.least - self.scene.so_far, gets, None)

    def _near(self, promotion: Promotion, missing: int, gets: int, why: Message | None) -> None:
        money = self.board.money
        told = why or Message("near.basket", {"missing": money.money(missing), "gets": money.money(gets)})
        self.verdict.near.append(Near(promotion.id, PRICE, missing, gets, told))

    def _refuse(self, why: NotApplied) -> None:
        self.verdict.not_applied.append(why)

    def _not_with(self, promotion: Promotion, given: Collection[str]) -> NotApplied:
        other = next(p for p in self.board.promotions if p.id in promotion.not_with and p.id in given)
        return NotApplied(promotion.id, "not_with", Message("not_applied.not_with", {"other": other.told}))
