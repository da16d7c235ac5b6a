"""What a manager is told of a ladder before it goes live, and how it is said in plain words."""

import pytest

from moadon.engine.rules import InvalidDocument, check, explain, parse
from moadon.kernel.sentences import LANGUAGES
from moadon.kernel.shapes import Shapes
from tests.engine.tiers.club import EARN, LEVELS, MEMBER_YEAR, PAID, POINTS, ROLLING, YEAR, club, ladder, text

TWO = "[{{id: a, from: '{}'}}, {{id: b, from: '{}'}}]"


@pytest.mark.parametrize(
    ("tier", "code", "where"),
    [
        (ladder(levels=TWO.format(0, 0)), "levels_equal", "/tiers/0/levels/1/from"),
        (ladder(levels=TWO.format(100, 50)), "levels_unordered", "/tiers/0/levels/1/from"),
        (ladder(basis="points"), "ladder_needs_wallet", "/tiers/0/wallet"),
        (ladder(levels="[{id: a, from: '0'}, {id: b, from: '5', also: {points: '3'}}]"), "ladder_needs_wallet",
         "/tiers/0/wallet"),
        (ladder("", basis="paid"), "level_from_not_paid", "/tiers/0/levels/1/from"),
        (ladder("", basis="paid"), "level_needs_fee", "/tiers/0/levels/1/fee"),
        (ladder(basis="paid", levels=PAID), "window_without_sums", "/tiers/0/window"),
        (ladder(basis="tenure"), "window_without_sums", "/tiers/0/window"),
        (ladder(basis="tenure", window="", levels=TWO.format(0, "1.5")), "too_many_decimals", "/tiers/0/levels/1/from"),
        (ladder(basis="visits", levels=TWO.format(0, "1.5")), "too_many_decimals", "/tiers/0/levels/1/from"),
        (ladder(levels=TWO.format(0, "1.005")), "too_many_decimals", "/tiers/0/levels/1/from"),
        (ladder(levels="[{id: a, from: '0'}, {id: b, from: '5', also: {spend: '1.005'}}]"), "too_many_decimals",
         "/tiers/0/levels/1/also/spend"),
        (ladder(more="wallet: nothing"), "unknown_wallet", "/tiers/0/wallet"),
    ],
)  # fmt: skip
def test_what_cannot_go_live(tier: str, code: str, where: str):
    with pytest.raises(InvalidDocument) as refused:
        parse(text(tier, EARN, wallets=POINTS))
    assert (where, code) in [(finding.pointer, finding.code) for finding in refused.value.findings]


@pytest.mark.parametrize(
    ("tier", "code"),
    [
        (ladder(levels=TWO.format(10, 20)), "levels_no_floor"),
        (ladder("", "grace: {days: 3}"), "grace_without_window"),
        (ladder(more="down: never, grace: {days: 3}"), "grace_without_window"),
    ],
)
def test_what_deserves_a_second_look(tier: str, code: str):
    found = check(parse(text(tier)))
    assert [(finding.level, finding.code) for finding in found] == [("warning", code)]


@pytest.mark.parametrize(
    "tier",
    [
        ladder(), ladder("", basis="tenure"), ladder("", basis="paid", levels=PAID),
        ladder(levels="[{id: a, from: '0'}, {id: b, from: '5'}, {id: c, from: '5', also: {visits: 3}}]"),
        ladder(basis="tenure", levels="[{id: a, from: '0'}, {id: b, from: '5', also: {spend: '100'}}]"),
    ],
)  # fmt: skip
def test_good_ladders_have_no_findings(tier: str):
    assert check(parse(text(tier))) == ()


SAID = [
    (
        ladder(more="down: one_step, grace: {days: 30}"),
        (
            "The level goes by what is spent. It is counted by calendar year. basic: from the start. silver: from ₪2,000. "
            "gold: from ₪5,000. Up at once, as soon as it is reached. After each period without enough, one level down. "
            "Before that there are 30 days of grace."
        ),
    ),
    (
        ladder(ROLLING, basis="visits", levels="[{id: a, from: '0'}, {id: b, from: '1', also: {spend: '50'}}]"),
        (
            "The level goes by the number of visits. The last 12 months count. a: from the start. b: from 1 visit, at least "
            "₪50 spent. Up at once, as soon as it is reached. On the 1st of each month the level is set anew by what then "
            "counts."
        ),
    ),
    (
        ladder("", basis="paid", levels=PAID),
        (
            "The level is bought. free: from the start. plus: for whoever buys it. day: for whoever buys it. plus can be "
            "bought for 12 months. day can be bought for 1 day."
        ),
    ),
    (
        ladder("", basis="tenure", levels="[{id: a, from: '0'}, {id: b, from: '6'}]"),
        (
            "The level goes by how long one has been a member. a: from the start. b: after 6 months. Up at once, as soon as "
            "it is reached."
        ),
    ),
]


@pytest.mark.parametrize(("tier", "said"), SAID)
def test_a_ladder_in_plain_words(tier: str, said: str):
    (found,) = [one for one in explain(club(tier), Shapes("en", "ILS", "gregorian", "Asia/Jerusalem"))
                if one.kind == "tier"]  # fmt: skip
    assert (found.subject, found.text) == ("main", said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "tier", [*(tier for tier, _ in SAID), ladder(MEMBER_YEAR, "items: {brand: [acme]}, down: never"),
             ladder(YEAR, "wallet: points", basis="points", levels=LEVELS)]
)  # fmt: skip
def test_every_ladder_is_told_in_every_language(tier: str, language: str):
    told = explain(club(tier, wallets=POINTS), Shapes(language, "ILS", "gregorian", "Asia/Jerusalem"))
    (found,) = [one.text for one in told if one.kind == "tier"]
    assert "explain." not in found
    assert "{" not in found
