"""Whys that are the same for every way to earn: factors, returns, and nothing to earn on."""

from moadon.engine.rules.basket import NotApplied
from moadon.engine.rules.pickers import Slot
from moadon.engine.rules.programme import Rule
from moadon.engine.rules.scene import Scene
from moadon.kernel.sentences import Message


def multiplied(why: Message, times: str) -> Message:
    """`why`, said of an award that counts `times` times."""
    return Message(f"{why.key}.times", {**why.params, "times": ("number", times)})


def returned(rule: Rule, base: int, amount: int) -> Message:
    """That goods of `base` came back, and what went with them; below 0 when what stays counts for more than before."""
    gain, measure = rule.units.gain(amount), rule.scheme.measure
    if measure == "money":
        params = {"base": rule.units.money(abs(base)), "amount": gain}
        if base < 0:
            return Message("earn.rejudged", params)
        return Message("earn.returned" if amount else "earn.returned.counts", params)
    if base < 0:
        return Message("earn.rejudged.count", {"amount": gain})
    if measure == "units" and base:
        return Message("earn.returned.items" if amount else "earn.returned.items.counts", {"n": base, "amount": gain})
    return Message("earn.returned.visit" if amount else "earn.returned.visit.counts", {"amount": gain})


def nothing_to_count(rule: Rule, slot: Slot, scene: Scene) -> NotApplied:
    """Why the base is 0: none of the rule's items is there, or all that is there does not count."""
    there = any(slot.picks(line.sku, line.categories, line.brand) for line in scene.basket.lines)
    code = "nothing_counts" if there else "no_items"
    return NotApplied(rule.id, code, Message(f"not_applied.{code}", {}))


def limit_reached(rule: Rule) -> NotApplied:
    """That the rule's limit left nothing."""
    return NotApplied(rule.id, "limit_reached", Message("not_applied.limit_reached", {}))


def below_step(rule: Rule, base: int) -> NotApplied:
    """That the receipt is too small for a first step."""
    return NotApplied(rule.id, "below_step", Message("not_applied.below_step", {"base": rule.units.money(base)}))


def below_count(rule: Rule) -> NotApplied:
    """That there are too few of what it counts."""
    return NotApplied(rule.id, "below_count", Message("not_applied.below_count", {}))


def stopped_by(rule: Rule, by: Rule) -> NotApplied:
    """That a rule before it gave, and says that no other does then."""
    params = {"other": ("text", dict(by.name)) if by.name else by.id}
    return NotApplied(rule.id, "stopped", Message("not_applied.stopped", params))
