"""Rules, limits and margins at three depths (D11)."""

import pytest

from moadon.engine.rules import compile_programme, explain
from moadon.engine.rules.document import Document
from moadon.engine.rules.reading import read_document
from tests.engine.rules.test_promotions_told import FULL, GROUPS, HEAD, JEANS, OTHERS, SPEAKERS, club, told
from tests.engine.shop import TEL_AVIV


@pytest.mark.parametrize(
    ("rule", "depth", "text"),
    [
        ("type: linear, every: '100', give: '10'", "poster", "₪10 for every ₪100"),
        (
            (
                "type: per_amount, amount: '1', give: '1', wallet: points, items: {category: [jeans]},"
                " when: {weekday: [sun]}"
            ),
            "poster",
            "1 point for every ₪1, on jeans, on Sunday",
        ),
        ("type: targets, period: month, steps: [{reach: '400', give: '40'}]", "poster", "Spend ₪400 a month, get ₪40"),
        (
            "type: targets, period: month, steps: [{reach: '400', give: '40'}, {reach: '800', give: '100'}]",
            "poster",
            "Up to ₪100 for what you buy in a month",
        ),
        (
            "type: rate_by_value, period: quarter, bands: [{from: 0, rate: '0.1'}, {from: 1000, rate: '0.15'}]",
            "poster",
            "Up to 15% back",
        ),
        ("type: rate_by_value, period: quarter, bands: [{from: 0, rate: '0.1'}]", "poster", "10% back"),
        (
            "type: rate_by_value, period: year, wallet: points, bands: [{from: 0, rate: '0.0015'}]",
            "poster",
            "15 points for each ₪10,000 that you spend in a calendar year",
        ),
        (
            (
                "type: linear, every: '100', give: '10', for: {tier: [gold], segment: [vip]}, multiply: {segment: {vip: 2}},"
                " items: {category: [a], excluding: {sku: [X]}}, limits: {total: {amount: '900', period: week},"
                " budget: '5000'}"
            ),
            "member",
            (
                "For every full ₪100 in one receipt, ₪10 is yours. For members at level: Gold. For some members only. Only"
                " these categories count: a. These items do not count: X. As long as the budget lasts."
            ),
        ),
        (
            (
                "type: linear, every: '100', give: '10', for: {tier: [gold]}, multiply: {tier: {gold: 3}, segment: {vip: 2}},"
                " limits: {total: {amount: '900', times: 3, period: week}, budget: '5000'}"
            ),
            "manager",
            (
                "For every full ₪100 in one receipt, ₪10 is yours. For members at level: Gold. At level Gold: 3 times as much."
                " In the segment vip: double. At most ₪900 a week for all members together. 3 times a week at most for all"
                " members together. The whole budget is ₪5,000."
            ),
        ),
    ],
)
def test_rules_at_three_depths(rule, depth, text):
    given = rule if "wallet:" in rule else f"wallet: credit, {rule}"
    tiers = (
        "tiers: [{id: main, basis: spend, levels: [{id: gold, from: '5', name: {en: Gold, he: זהב, fa: طلایی}}]}]\n"
        if "tier" in rule
        else ""
    )
    text_of = (
        f"{HEAD}wallets: {{credit: {{kind: credit}}, points: {{kind: points, worth: '0.05'}}}}\n{tiers}"
        f"earn: [{{id: p, {given}}}]\n"
    )
    assert told(compiled(text_of), depth) == text


def compiled(text: str):
    """A programme with parts that may not be run everywhere yet: words need no more than the document."""
    return compile_programme(Document.model_validate(read_document(text)), TEL_AVIV)


WHOLE = (
    f"{HEAD}priority: 7\nstop: true\nwallets: {{points: {{kind: points, worth: '0.05', name: {{en: Stars, he: כוכבים,"
    " fa: ستاره}, expires: {after: {months: 12}, tiers: {gold: {months: 24}}}}}\n"
    "limits: {wallets: {points: {per_member: {amount: '500', period: day}, budget: '90000'}},"
    " promotions: {per_receipt: {amount: '80'}, total: {amount: '9000', period: month}}}\n"
    "margin: [{floor: '0.05', of: basket, mode: drop}, {floor: '0', of: item, mode: warn, assume: {tea: '0.4'}}]\n"
    f"promotions: [{{{JEANS}}}]\n"
)


def test_limits_and_margins_of_the_whole_programme():
    of = compiled(WHOLE)
    said = {(one.kind, one.subject): one.text for one in explain(of, SPEAKERS["en"], "manager")}
    said = {key: text.replace("\u00a0", " ") for key, text in said.items()}
    assert said[("limit", "points")] == (
        "Over all rules that pay into Stars: At most 500 points a day. The whole budget is 90,000 points."
    )
    assert said[("limit", "promotions")] == (
        "Over all promotions together: At most ₪80 a receipt. At most ₪9,000 a month for all members together."
    )
    assert said[("margin", "basket")] == (
        "The basket must keep a margin of 5%. Promotions that would leave less are left out, the lowest priority first."
    )
    assert said[("margin", "item")] == (
        "Every item must keep a margin of 0%. Promotions that leave less stay, and it is said. Where the cost in tea is"
        " not known, the full price is taken to have a margin of 40%."
    )
    assert said[("wallet", "points")] == (
        "1 point pays ₪0.05. The points are good for 12 months. At level gold: The points are good for 24 months."
    )
    assert said[("programme", "club")] == (
        "Of several programmes the higher priority goes first; here 7. When this programme has given something,"
        " programmes of lower priority are not asked."
    )


def test_no_margin_and_no_budget_reach_a_member():
    said = explain(compiled(WHOLE), SPEAKERS["en"], "member")
    assert {one.kind for one in said} == {"promotion", "limit", "wallet"}
    assert "90,000" not in " ".join(one.text for one in said)


@pytest.mark.parametrize("depth", ["poster", "member", "manager"])
@pytest.mark.parametrize("language", SPEAKERS)
def test_nothing_is_left_unsaid(depth, language):
    for of in (club(FULL, *OTHERS, groups=GROUPS), compiled(WHOLE)):
        for one in explain(of, SPEAKERS[language], depth):
            assert one.text.strip()
            assert "{" not in one.text
            assert "explain." not in one.text
            assert "poster." not in one.text
