"""Every way to earn in plain words, in three languages (D11)."""

import pytest

from moadon.engine.rules import catalogue, explain
from moadon.kernel.shapes import Shapes
from tests.engine.shop import Member, basket, line, programme

SPEAKERS = {language: Shapes(language, "ILS", "gregorian", "Asia/Jerusalem") for language in ("en", "he", "fa")}
CLEAN = str.maketrans("", "", "\u2060\u2066\u2067\u2068\u2069\u200e\u200f")


def told(rule: str, language: str = "en", subject: str = "r", base: str = "", kind: str = "") -> str:
    """What a manager reads of a part of the programme."""
    club = programme(f"{{id: r, wallet: points, {rule}}}", base=base)
    said = explain(club, SPEAKERS[language], "manager")
    text = next(one.text for one in said if one.subject == subject and kind in ("", one.kind))
    return text.translate(CLEAN).replace("\u00a0", " ").removesuffix(" The points do not end.")


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("type: per_item, give: '5'", "5 points for each item."),
        ("type: per_item, give: '5', count: 3", "5 points for every 3 items in one receipt."),
        ("type: per_visit, give: '1'", "1 point for each visit."),
        ("type: stamps, every: 10, give: '20'",
         "A stamp for each item; 10 stamps give 20 points, and a new card begins."),
        ("type: stamps, of: visit, every: 10, give: '20'",
         "A stamp for each visit; 10 stamps give 20 points, and a new card begins."),
        ("type: streak, of: week, length: 4, give: '20'",
         "Buy in 4 weeks in a row and 20 points is yours; then a new row begins."),
        ("type: breadth, count: 2, category: [bread, dairy], give: '9'",
         "9 points once for buying from 2 different ones of these categories in one receipt: bread and dairy."),
        ("type: breadth, count: 2, brand: [acme, best], period: month, give: '9'",
         "9 points once for buying from 2 different ones of these brands in a calendar month: acme and best."),
        ("type: per_event, event: joined, give: '50'", "Joining the club: 50 points."),
        ("type: per_event, event: review, give: '5', data: {stars: ['5']}",
         "A review: 5 points. Only where stars is: 5."),
        ("type: per_visit, give: '1', stop: true",
         "1 point for each visit. Nothing else for the same wallet is given with it."),
        ("type: per_visit, give: '1', pending: {period: month}",
         "1 point for each visit. It can be spent from the first day of the next month."),
        ("type: per_visit, give: '1', pending: {event: delivered}",
         "1 point for each visit. It can be spent after: Delivery."),
        ("type: per_visit, give: '1', for: {segment: [vip]}, multiply: {segment: {vip: 2}}",
         "1 point for each visit. For members of the segments: vip. In the segment vip: double."),
        ("type: per_visit, give: '1', for: {member: [mbr_1, mbr_2]}",
         "1 point for each visit. For 2 members named."),
        ("type: per_visit, give: '1', when: {birthday_within: {days: 7}, first_purchase: true}",
         "1 point for each visit. Only on the first purchase. From 7 days before your birthday to 7 days after."),
        ("type: per_visit, give: '1', when: {anniversary_within: {days: 0}, joined_within: {days: 30}, coupon: HI}",
         ("1 point for each visit. With the coupon: HI. Only on the anniversary of your joining. In the first 30 days"
          " after you join.")),
        ("type: per_item, give: '1', items: {category: [wine], excluding: {brand: [acme]}}",
         "1 point for each item. Only these categories count: wine. These brands do not count: acme."),
        ("type: per_visit, give: '1', limits: {total: {amount: '90', times: 5, period: day}, budget: '900'}",
         ("1 point for each visit. At most 90 points a day for all members together. 5 times a day at most for all"
          " members together. The whole budget is 900 points.")),
    ],
)  # fmt: skip
def test_every_way_to_earn_has_its_sentence(rule, text):
    assert told(rule) == text


def test_what_holds_for_all_rules_is_told_of_the_wallet_and_the_programme():
    base = "base: {discounts: before}\nlimits: {wallets: {points: {per_receipt: {amount: '90'}, budget: '900'}}}"
    text = told("type: per_visit, give: '1'", subject="points", base=base, kind="limit")
    assert text == "Over all rules that pay into points: At most 90 points a receipt. The whole budget is 900 points."
    assert "Prices before discounts count." in told("type: per_visit, give: '1'", subject="club", base=base)


@pytest.mark.parametrize(
    ("rule", "language", "text"),
    [
        ("type: stamps, every: 10, give: '20'", "he",
         "חותמת על כל פריט; 10 חותמות מזכות ב־20 נקודות, ומתחילה כרטיסייה חדשה."),
        ("type: streak, of: day, length: 2, give: '20'", "he", "קונים יומיים ברצף ומקבלים 20 נקודות; אחר כך מתחיל רצף חדש."),
        ("type: per_event, event: birthday, give: '50'", "he", "יום הולדת: 50 נקודות."),
        ("type: streak, of: week, length: 4, give: '20'", "fa",
         "اگر ۴ هفته پیاپی خرید کنید، ۲۰ امتیاز می‌گیرید؛ بعد رشتهٔ تازه‌ای شروع می‌شود."),
        ("type: per_event, event: birthday, give: '50'", "fa", "تولد: ۵۰ امتیاز."),
    ],
)  # fmt: skip
def test_they_are_told_in_hebrew_and_persian(rule, language, text):
    assert told(rule, language).startswith(text)


EVERY = [
    "type: per_item, give: '5'", "type: per_item, give: '5', count: 2", "type: per_visit, give: '1'",
    "type: stamps, every: 3, give: '20'", "type: stamps, every: 1, give: '2'", "type: stamps, every: 9, give: '2'",
    "type: streak, of: day, length: 2, give: '5'", "type: streak, of: week, length: 2, give: '5'",
    "type: streak, of: month, length: 2, give: '5'", "type: breadth, count: 2, brand: [a, b], give: '5'",
    "type: breadth, count: 2, brand: [a, b], give: '5', period: month",
    "type: per_item, give: '5', limits: {total: {amount: '3', times: 9, period: week}}",
    "type: per_item, give: '5', limits: {budget: '3'}",
]  # fmt: skip


@pytest.mark.parametrize("rule", EVERY)
@pytest.mark.parametrize("factor", ["", ", multiply: {weekday: {sun: 2, mon: 2}}"])
@pytest.mark.parametrize("limits", ["", "limits: {wallets: {points: {per_receipt: {amount: '2'}, budget: '3'}}}"])
def test_every_reason_that_is_given_has_its_words(rule, factor, limits):
    """Whatever is said of buying and of bringing back is a sentence in every language, with all its parameters."""
    member = Member(programme(f"{{id: r, wallet: points, {rule}{factor}}}", base=limits))
    said = []
    for day in (22, 23, 24):
        what = basket(f"2026-11-{day} 10:00", line("10", "A", brand="a", units="2"), line("5", "B", brand="b"))
        evaluation = member.buy(what)
        said += [*evaluation.earnings, *evaluation.near, *evaluation.not_applied]
    said += member.bring_back(1, line("10", "A", brand="a", units="2"))
    for number in range(3):
        said += member.bring_back(number)
    assert said
    for one in said:
        assert catalogue().knows(one.why.key), one.why.key
        for speaker in SPEAKERS.values():
            assert "{" not in catalogue().tell(one.why, speaker), one.why
