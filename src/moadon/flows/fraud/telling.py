"""Rules as sentences."""

from moadon.engine.fraud import Chosen
from moadon.kernel.sentences import Message


def title(rule: str) -> Message:
    """What a rule is called."""
    return Message(f"review.rule.{rule}", {})


def about(rule: Chosen) -> Message:
    """What a rule catches, with its numbers."""
    return Message(f"review.rule.{rule.kind.id}.about", {name: ("number", str(n)) for name, n in rule.numbers.items()})
