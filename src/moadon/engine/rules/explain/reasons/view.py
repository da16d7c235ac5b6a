"""One programme's evaluation of one basket, as the reasons look at it."""

from collections.abc import Sequence
from functools import cached_property

from moadon.engine.rules.basket import NOBODY, Basket, Evaluation, Standing
from moadon.engine.rules.document import EarnPart, PromotionPart
from moadon.engine.rules.evaluate import Asked
from moadon.engine.rules.scene import Scene
from moadon.kernel.sentences import Message


class View:
    """`before` is what each line cost before the programme's promotions, `after` what it costs after those of all.

    `skipped` is what is said of rules and promotions that were not asked at all.
    """

    def __init__(
        self, asked: Asked, basket: Basket, evaluation: Evaluation, before: Sequence[int], skipped: Message
    ) -> None:
        self.programme = asked.programme
        self.basket = basket
        self.evaluation = evaluation
        self.before = list(before)
        self.after = [line.total - line.discount for line in evaluation.lines]
        self.skipped = skipped
        self.buyer = asked.buyer
        self.standing: Standing = NOBODY if asked.buyer is None else asked.buyer.standing
        self.scene = Scene(basket, asked.buyer, asked.shared, list(before))
        self.picked = self.programme.board.picked(basket)

    @cached_property
    def _parts(self) -> dict[str, PromotionPart]:
        return {part.id: part for part in self.programme.document.promotions}

    @cached_property
    def earn_parts(self) -> dict[str, EarnPart]:
        """The document's rules by their ids."""
        return {part.id: part for part in self.programme.document.earn}

    def part(self, promotion: str) -> PromotionPart:
        """A promotion as the document has it."""
        return self._parts[promotion]

    @cached_property
    def _off(self) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for line in self.evaluation.lines:
            for rule, amount in line.discounts:
                found[line.id, rule] = found.get((line.id, rule), 0) + amount
        return found

    def off(self, line: str, promotion: str) -> int:
        """What a promotion took off a line."""
        return self._off.get((line, promotion), 0)
