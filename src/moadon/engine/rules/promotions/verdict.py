"""What the promotions of a programme do to a basket."""

from moadon.engine.rules.basket import Applied, Gift, LineDiscount, LineOutcome, Near, NotApplied
from moadon.engine.rules.promotions.promotion import Promotion
from moadon.engine.rules.scene import Scene
from moadon.kernel.sentences import Message


class Verdict:
    """What was given and why, and on which lines, of so many; what is near, and what gave nothing."""

    __slots__ = ("applied", "by_line", "gifts", "near", "not_applied")

    def __init__(self, lines: int) -> None:
        self.applied: list[Applied] = []
        self.by_line: list[list[LineDiscount]] = [[] for _ in range(lines)] if lines else []
        self.near: list[Near] = []
        self.not_applied: list[NotApplied] = []
        self.gifts: list[Gift] = []

    def lines(self, scene: Scene) -> tuple[LineOutcome, ...]:
        """Each line as it stands, with what this programme took off it."""
        lines, costs = scene.basket.lines, scene.costs
        if not self.applied:
            return tuple(
                [
                    LineOutcome(line.id, line.total, line.total - cost, ())
                    for line, cost in zip(lines, costs, strict=True)
                ]
            )
        return tuple(
            [
                LineOutcome(line.id, line.total, line.total - cost, tuple(given))
                for line, cost, given in zip(lines, costs, self.by_line, strict=True)
            ]
        )


def excluded(promotion: Promotion, by: Promotion) -> NotApplied:
    """That another of its group has what it would be given on."""
    return NotApplied(promotion.id, "excluded_by_group", Message("not_applied.excluded_by_group", {"other": by.told}))
