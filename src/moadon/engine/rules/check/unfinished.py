"""What the format promises and this version cannot do yet: refused by name, never skipped."""

from collections.abc import Iterator

from moadon.engine.rules.document import (
    BreadthPart,
    Document,
    PerEventPart,
    PerItemPart,
    PerVisitPart,
    StampsPart,
    StreakPart,
)
from moadon.engine.rules.findings import Finding, error, pointer

_EARN = (PerItemPart, PerVisitPart, StampsPart, StreakPart, BreadthPart, PerEventPart)


def not_in_this_version(document: Document) -> Iterator[Finding]:
    """Errors at each part that cannot be run."""
    yield from _rules(document)
    if document.limits is not None and document.limits.wallets is not None:
        yield _later("/limits", "limits")


def _rules(document: Document) -> Iterator[Finding]:
    for i, rule in enumerate(document.earn):
        if isinstance(rule, _EARN):
            yield _later(pointer("earn", i, "type"), rule.type)
        if rule.pending is not None and rule.pending.days is None:
            yield _later(pointer("earn", i, "pending"), "pending")
        if rule.stop or rule.priority:
            yield _later(pointer("earn", i), "priority, stop")


def _later(where: str, key: str) -> Finding:
    return error(where, "not_in_this_version", key=key)
