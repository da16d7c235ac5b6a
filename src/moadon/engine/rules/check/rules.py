"""What does not go together in a rule."""

from collections.abc import Iterable, Iterator

from moadon.engine.rules.document import (
    BreadthPart,
    Document,
    EarnPart,
    Limits,
    PerEventPart,
    PerVisitPart,
    StampsPart,
    StreakPart,
    TargetsPart,
)
from moadon.engine.rules.findings import Finding, error, pointer, warning

OF_MEMBERS = (
    "joined", "birthday", "anniversary", "profile_completed", "referred", "friend_joined", "friend_bought_first",
)  # fmt: skip
"""Events that are about a member and never about a receipt."""

_OF_RECEIPTS = ("branch", "channel", "payment", "sku", "category", "brand", "basket_from", "coupon", "first_purchase")
_BY_RECEIPT = ("branch", "channel", "payment", "sku", "category", "brand")


def wrong_rules(document: Document) -> Iterator[Finding]:
    """Parts of rules that the rule's way to earn has no use for, and limits that cannot be kept."""
    for i, rule in enumerate(document.earn):
        if isinstance(rule, TargetsPart):
            yield from _targets_alone(i, rule)
        elif isinstance(rule, PerEventPart):
            yield from _event_alone(i, rule)
        elif rule.limits is not None:
            yield from _no_times(pointer("earn", i, "limits", "per_receipt", "times"), rule.limits)
        if isinstance(rule, PerVisitPart | StreakPart | BreadthPart) or (
            isinstance(rule, StampsPart) and rule.of == "visit"
        ):
            yield from _multiplied(i, rule, ("sku", "category", "brand"), "visits_have_no_items")
        if rule.pending is not None and rule.pending.event is not None:
            yield from _awaited(i, rule, rule.pending.event)
    yield from _wallets(document)


def _targets_alone(i: int, rule: TargetsPart) -> Iterator[Finding]:
    """A target is paid when its period is over: no receipt's circumstances can multiply or limit it then."""
    if rule.limits is not None:
        yield error(pointer("earn", i, "limits"), "not_for_targets")
    if rule.stop:
        yield error(pointer("earn", i, "stop"), "not_for_targets")
    names = ("branch", "channel", "weekday", "hour", "payment", "tier", "segment")
    yield from _multiplied(i, rule, names, "not_for_targets")


def _event_alone(i: int, rule: PerEventPart) -> Iterator[Finding]:
    """An event has no goods, no till and no price."""
    if rule.items is not None:
        yield error(pointer("earn", i, "items"), "not_for_events")
    for name in _OF_RECEIPTS:
        if rule.when is not None and getattr(rule.when, name) is not None:
            yield error(pointer("earn", i, "when", name), "not_for_events")
    yield from _multiplied(i, rule, _BY_RECEIPT, "not_for_events")
    if rule.limits is not None and rule.limits.per_receipt is not None:
        yield error(pointer("earn", i, "limits", "per_receipt"), "not_for_events")


def _multiplied(i: int, rule: EarnPart, names: Iterable[str], code: str) -> Iterator[Finding]:
    for name in names:
        if rule.multiply is not None and getattr(rule.multiply, name) is not None:
            yield error(pointer("earn", i, "multiply", name), code)


def _awaited(i: int, rule: EarnPart, event: str) -> Iterator[Finding]:
    """What waits for an event about its receipt must come from a receipt."""
    where = pointer("earn", i, "pending", "event")
    if isinstance(rule, PerEventPart | TargetsPart):
        yield error(where, "award_without_receipt")
    elif event in OF_MEMBERS:
        yield error(where, "event_without_receipt", event=event)


def _no_times(where: str, limits: Limits) -> Iterator[Finding]:
    if limits.per_receipt is not None and limits.per_receipt.times is not None:
        yield error(where, "times_of_promotions")


def _wallets(document: Document) -> Iterator[Finding]:
    """Limits over all rules of a wallet count amounts, of what receipts and events give."""
    given = (document.limits.wallets if document.limits is not None else None) or {}
    paid_later = {rule.wallet for rule in document.earn if isinstance(rule, TargetsPart)}
    for key, limits in given.items():
        for name in ("per_member", "per_receipt", "total"):
            limit = getattr(limits, name)
            if limit is not None and limit.times is not None:
                yield error(pointer("limits", "wallets", key, name, "times"), "times_of_rules")
        if key in paid_later:
            yield warning(pointer("limits", "wallets", key), "targets_not_limited")
