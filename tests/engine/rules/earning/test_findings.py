"""What does not go together in ways to earn: one row a finding."""

import pytest

from moadon.engine.rules import InvalidDocument, catalogue, check, parse
from tests.engine.shop import document

EVENT = "type: per_event, event: review, give: '5', wallet: points"
VISIT = "type: per_visit, give: '5', wallet: points"
ITEM = "type: per_item, give: '5', wallet: points"
TARGETS = "type: targets, period: month, steps: [{reach: '400', give: '40'}]"
STAMPS = "type: stamps, every: 5, give: '5', wallet: points"
STREAK = "type: streak, of: day, length: 3, give: '5', wallet: points"
BREADTH = "type: breadth, count: 2, brand: [a, b], give: '5', wallet: points"


def found(text: str) -> set[tuple[str, str, str]]:
    try:
        findings = check(parse(text))
    except InvalidDocument as invalid:
        findings = invalid.findings
    assert all(catalogue().knows(finding.message.key) for finding in findings)
    return {(finding.level, finding.pointer, finding.code) for finding in findings}


@pytest.mark.parametrize(
    ("rule", "where", "code"),
    [
        (EVENT + ", items: {sku: [A]}", "/earn/0/items", "not_for_events"),
        (EVENT + ", when: {branch: [tlv]}", "/earn/0/when/branch", "not_for_events"),
        (EVENT + ", when: {basket_from: '10'}", "/earn/0/when/basket_from", "not_for_events"),
        (EVENT + ", when: {first_purchase: true}", "/earn/0/when/first_purchase", "not_for_events"),
        (EVENT + ", when: {coupon: A}", "/earn/0/when/coupon", "not_for_events"),
        (EVENT + ", multiply: {channel: {web: 2}}", "/earn/0/multiply/channel", "not_for_events"),
        (EVENT + ", limits: {per_receipt: {amount: '1'}}", "/earn/0/limits/per_receipt", "not_for_events"),
        (EVENT + ", pending: {event: delivered}", "/earn/0/pending/event", "award_without_receipt"),
        (TARGETS + ", pending: {event: delivered}", "/earn/0/pending/event", "award_without_receipt"),
        (TARGETS + ", stop: true", "/earn/0/stop", "not_for_targets"),
        (VISIT + ", pending: {event: joined}", "/earn/0/pending/event", "event_without_receipt"),
        (VISIT + ", pending: {event: birthday}", "/earn/0/pending/event", "event_without_receipt"),
        (VISIT + ", multiply: {sku: {A: 2}}", "/earn/0/multiply/sku", "visits_have_no_items"),
        (STREAK + ", multiply: {brand: {A: 2}}", "/earn/0/multiply/brand", "visits_have_no_items"),
        (BREADTH + ", multiply: {category: {A: 2}}", "/earn/0/multiply/category", "visits_have_no_items"),
        (STAMPS + ", of: visit, multiply: {sku: {A: 2}}", "/earn/0/multiply/sku", "visits_have_no_items"),
        (ITEM + ", limits: {per_receipt: {times: 2}}", "/earn/0/limits/per_receipt/times", "times_of_promotions"),
        (BREADTH.replace("count: 2", "count: 3"), "/earn/0", "more_than_there_are"),
        (BREADTH.replace("[a, b]", "[a, a]"), "/earn/0", "more_than_there_are"),
        (BREADTH.replace("brand: [a, b], ", ""), "/earn/0", "just_one"),
        (BREADTH + ", category: [c, d]", "/earn/0", "just_one"),
        (STREAK.replace("length: 3", "length: 1"), "/earn/0/length", "out_of_range"),
        (STREAK.replace("of: day", "of: year"), "/earn/0/of", "unknown_value"),
        (STAMPS.replace("every: 5", "every: 0"), "/earn/0/every", "out_of_range"),
        (STAMPS.replace("every: 5", "every: '5'"), "/earn/0/every", "not_whole"),
        (ITEM.replace("'5'", "'5.5'"), "/earn/0/give", "too_many_decimals"),
        (ITEM + ", count: 1.5", "/earn/0/count", "not_whole"),
        (EVENT.replace("review", "Review"), "/earn/0/event", "not_an_id"),
        (EVENT + ", data: {}", "/earn/0/data", "empty"),
        (VISIT + ", pending: {days: 3, period: month}", "/earn/0/pending", "just_one"),
        (VISIT + ", pending: {period: day}", "/earn/0/pending/period", "unknown_value"),
        (VISIT + ", priority: 1001", "/earn/0/priority", "out_of_range"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_an_error_in_its_place(rule, where, code):
    assert ("error", where, code) in found(document(f"{{id: r, {rule}}}"))


@pytest.mark.parametrize("extra", [
    STAMPS + ", multiply: {sku: {A: 2}}",
    EVENT + ", when: {weekday: [sun], joined_within: {days: 30}}, multiply: {segment: {vip: 2}}",
    EVENT + ", pending: {period: month}, limits: {per_member: {times: 1, period: year}, budget: '900'}",
    VISIT + ", pending: {event: delivered}, stop: true, priority: 3",
    BREADTH + ", period: month, items: {sku: [A]}",
])  # fmt: skip
def test_what_goes_together_is_no_error(extra):
    assert not [one for one in found(document(f"{{id: r, {extra}}}")) if one[0] == "error"]


@pytest.mark.parametrize(
    ("limits", "where", "level", "code"),
    [
        ("{points: {per_member: {times: 3, period: day}}}", "/limits/wallets/points/per_member/times", "error",
         "times_of_rules"),
        ("{points: {total: {times: 3, period: day}}}", "/limits/wallets/points/total/times", "error", "times_of_rules"),
        ("{points: {per_receipt: {times: 3}}}", "/limits/wallets/points/per_receipt/times", "error", "times_of_rules"),
        ("{stars: {budget: '3'}}", "/limits/wallets/stars", "error", "unknown_wallet"),
        ("{points: {budget: '3.5'}}", "/limits/wallets/points/budget", "error", "too_many_decimals"),
        ("{credit: {budget: '3'}}", "/limits/wallets/credit", "warning", "targets_not_limited"),
    ],
)  # fmt: skip
def test_limits_over_all_rules_of_a_wallet(limits, where, level, code):
    text = document(f"{{id: r, {VISIT}}}", f"{{id: t, {TARGETS}}}", base=f"limits: {{wallets: {limits}}}")
    assert (level, where, code) in found(text)
