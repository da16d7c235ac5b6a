"""What does not go together in a rule."""

from collections.abc import Iterator

from moadon.engine.rules.document import Document, TargetsPart
from moadon.engine.rules.findings import Finding, error, pointer


def wrong_rules(document: Document) -> Iterator[Finding]:
    """Parts of rules that the rule's way to earn has no use for."""
    for i, rule in enumerate(document.earn):
        if isinstance(rule, TargetsPart):
            yield from _targets_alone(i, rule)


def _targets_alone(i: int, rule: TargetsPart) -> Iterator[Finding]:
    """A target is paid when its period is over: no receipt's circumstances can multiply or limit it then."""
    if rule.limits is not None:
        yield error(pointer("earn", i, "limits"), "not_for_targets")
    for name in ("branch", "channel", "weekday", "hour", "payment", "tier", "segment"):
        if rule.multiply is not None and getattr(rule.multiply, name) is not None:
            yield error(pointer("earn", i, "multiply", name), "not_for_targets")
