"""Promotions, limits and margins in plain words, at three depths and in three languages (D11)."""

import pytest

from moadon.engine.rules import compile_programme, explain, parse
from moadon.kernel.shapes import Shapes
from tests.engine.shop import TEL_AVIV

SPEAKERS = {language: Shapes(language, "ILS", "gregorian", "Asia/Jerusalem") for language in ("en", "he", "fa")}
HEAD = "format: moadon/programme/1\nid: club\nname: {en: Club, he: מועדון, fa: باشگاه}\ncurrency: ILS\n"


def club(*promotions: str, groups: str = "[]", more: str = ""):
    """A compiled programme of promotions, each given in YAML flow style without its braces."""
    listed = "\n".join(f"  - {{{one}}}" for one in promotions)
    return compile_programme(parse(f"{HEAD}{more}groups: {groups}\npromotions:\n{listed}\n"), TEL_AVIV)


def told(of, depth="member", language="en", subject="p") -> str:
    found = [one.text for one in explain(of, SPEAKERS[language], depth) if one.subject == subject]
    return " / ".join(found).replace("\u2060", "").replace("\u00a0", " ")


JEANS = "id: p, items: {category: [jeans]}, get: {kind: percent, value: '0.2'}"


@pytest.mark.parametrize(
    ("promotion", "text"),
    [
        (JEANS, "20% off jeans"),
        (f"{JEANS}, when: {{weekday: [sun]}}", "20% off jeans, on Sunday"),
        (
            f"{JEANS}, for: {{members: true}}, when: {{hour: ['10:00', '14:00']}}",
            "20% off jeans, for members, 10:00 to 14:00",
        ),
        (
            "id: p, get: {kind: percent, value: '0.1', on: basket}, when: {birthday_within: {days: 7}}",
            "10% off the whole basket, around your birthday",
        ),
        (
            "id: p, get: {kind: percent, value: '0.1', on: basket}, when: {birthday_within: {days: 0}}",
            "10% off the whole basket, on your birthday",
        ),
        (
            "id: p, get: {kind: amount, value: '25', on: basket}, when: {coupon: WELCOME, basket_from: '100'}",
            "₪25 off the whole basket, from ₪100, with a coupon",
        ),
        ("id: p, items: {sku: [SOCK]}, get: {kind: amount, value: '5', on: unit}", "₪5 off each item: SOCK"),
        ("id: p, items: {brand: [Acme]}, get: {kind: amount, value: '30'}", "₪30 off everything by Acme"),
        (
            "id: p, items: {category: [jeans], brand: [Acme], excluding: {sku: [J1]}}, get: {kind: percent, value: '1'}",
            "100% off jeans by Acme, except J1",
        ),
        (
            "id: p, items: {sku: [MUG]}, get: {kind: fixed_price, value: '9.90'}, for: {member: [mbr_1, mbr_2]}",
            "MUG at ₪9.90 each, for invited members",
        ),
        ("id: p, get: {kind: price_list, prices: {A: '10', B: '12.50'}}", "A at ₪10, B at ₪12.50"),
        (
            "id: p, items: {brand: [Acme]}, get: {kind: buy_get, buy: 2, get: 1, percent: '1'}",
            "everything by Acme: buy 2, get 1 free",
        ),
        (
            "id: p, items: {category: [tea]}, get: {kind: buy_get, buy: 1, get: 1, percent: '0.5'}",
            "tea: buy 1, get 1 at 50% off",
        ),
        (
            "id: p, items: {sku: [SHIRT]}, get: {kind: buy_get, buy: 2, get: 1, price: '10', of: {sku: [TIE]}}",
            "Buy 2 of SHIRT, get 1 of TIE for ₪10",
        ),
        (
            (
                "id: p, get: {kind: bundle_price, price: '150', of: [{items: {sku: [SHIRT]}, count: 2},"
                " {items: {category: [jeans]}}]}"
            ),
            "2 × SHIRT and jeans together for ₪150",
        ),
        (
            "id: p, get: {kind: bundle_percent, value: '0.3', of: [{items: {sku: [A]}}, {items: {sku: [B]}}]}",
            "30% off A and B together",
        ),
        (
            "id: p, get: {kind: steps, steps: [{from: '200', value: '20'}, {from: '500', percent: '0.15'}]}",
            "₪20 off from ₪200, 15% off from ₪500",
        ),
        (
            (
                "id: p, get: {kind: steps, steps: [{from: '1', value: '1'}, {from: '2', value: '2'},"
                " {from: '3', value: '3'}, {from: '4', value: '4'}]}"
            ),
            "₪1 off from ₪1, ₪4 off from ₪4",
        ),
        ("id: p, get: {kind: gift, sku: TOTE}, when: {basket_from: '300'}", "TOTE as a gift, from ₪300"),
        ("id: p, get: {kind: gift, of: {category: [cakes]}, count: 2}", "2 × cakes as a gift"),
        (f"{JEANS}, when: {{first_purchase: true}}", "20% off jeans, on your first purchase"),
        (f"{JEANS}, when: {{joined_within: {{days: 30}}}}", "20% off jeans, in your first 30 days with us"),
        (
            f"{JEANS}, when: {{dates: ['2026-11-01', '2026-11-30'], branch: [tlv], channel: [store], payment: [cash]}}",
            "20% off jeans, 1 Nov 2026 to 30 Nov 2026, in tlv, in the shops, when paid by cash",
        ),
        (f"{JEANS}, when: {{dates: ['2026-11-27', '2026-11-27']}}", "20% off jeans, on 27 Nov 2026"),
        (f"{JEANS}, when: {{category: [hats]}}", "20% off jeans, when you buy hats"),
    ],
)
def test_a_poster_is_one_short_line(promotion, text):
    assert told(club(promotion), "poster") == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "20% off jeans, for members, on Sunday and Monday, 10:00 to 14:00"),
        ("he", "20% הנחה על jeans, לחברי המועדון, בימים ראשון ושני, בין 10:00 ל־14:00"),
        ("fa", "۲۰ درصد تخفیف روی jeans، برای اعضا، یکشنبه و دوشنبه، ساعت ۱۰:۰۰ تا ۱۴:۰۰"),
    ],
)
def test_a_poster_in_three_languages(language, text):
    of = club(f"{JEANS}, for: {{members: true}}, when: {{weekday: [sun, mon], hour: ['10:00', '14:00']}}")
    assert told(of, "poster", language) == text


FULL = (
    "id: p, group: instant, priority: 10, items: {brand: [Acme]}, get: {kind: buy_get, buy: 2, get: 1, percent: '1'},"
    " for: {segment: [vip]}, when: {coupon: [TEN], basket_from: '99.90'}, not_with: [q],"
    " limits: {per_receipt: {times: 2}, per_member: {times: 1, amount: '50', period: month},"
    " total: {times: 100, period: day}, budget: '10000'}"
)
OTHERS = (
    "id: q, get: {kind: percent, value: '0.1', on: basket}",
    (
        "id: r, name: {en: Hat week, he: שבוע הכובעים, fa: هفتهٔ کلاه}, group: instant, items: {category: [hats]},"
        " get: {kind: percent, value: '0.1'}"
    ),
)
GROUPS = "[{id: instant, mode: best, base: original}]"


@pytest.mark.parametrize(
    ("depth", "language", "text"),
    [
        (
            "member",
            "en",
            (
                "everything by Acme: buy 2, get 1 free. It is the cheapest of each 3. For some members only. Only for baskets"
                " from ₪99.90. With a coupon. 2 times a receipt at most. At most ₪50 a month. Once a month at most. As long as"
                " the budget lasts. Not on the same goods as: Hat week. Not together with: q."
            ),
        ),
        (
            "manager",
            "en",
            (
                "everything by Acme: buy 2, get 1 free. It is the cheapest of each 3. For members of the segments: vip. Only"
                " for baskets from ₪99.90. With the coupon: TEN. 2 times a receipt at most. At most ₪50 a month. Once a month"
                " at most. 100 times a day at most for all members together. The whole budget is ₪10,000. Not on the same"
                " goods as: Hat week. Not together with: q. Group: instant. Priority 10; the higher goes first."
            ),
        ),
        (
            "member",
            "he",
            (
                "כל מוצרי Acme: קונים 2, מקבלים 1 במתנה. ההטבה על הזול מכל 3. לחלק מחברי המועדון בלבד. רק בקנייה של ₪99.90"
                " ומעלה. בהצגת קופון. עד פעמיים בקנייה. עד ₪50 לחודש. פעם אחת בחודש. עד גמר התקציב. אין כפל מבצעים על אותו"
                " מוצר עם: שבוע הכובעים. אין כפל באותה קנייה עם: q."
            ),
        ),
        (
            "member",
            "fa",
            (
                "همهٔ کالاهای Acme: ۲ تا بخرید، ۱ تا رایگان ببرید. ارزان‌ترین از هر ۳ تا شامل آن می‌شود. فقط برای بعضی از اعضا."
                " فقط برای خرید از ۹۹٫۹۰ شِکِل به بالا. با کوپن. حداکثر ۲ بار در هر خرید. حداکثر ۵۰ شِکِل تخفیف در ماه. حداکثر"
                " ۱ بار در ماه. تا وقتی بودجه تمام نشده است. روی یک کالا با این‌ها جمع نمی‌شود: هفتهٔ کلاه. در یک خرید با این‌ها"
                " جمع نمی‌شود: q."
            ),
        ),
    ],
)
def test_what_a_member_and_a_manager_read(depth, language, text):
    assert told(club(FULL, *OTHERS, groups=GROUPS), depth, language) == text


def test_only_a_manager_reads_which_coupon_which_segment_and_how_large_the_budget_is():
    of = club(FULL, *OTHERS, groups=GROUPS)
    for depth in ("poster", "member"):
        for speaker in SPEAKERS.values():
            said = " ".join(one.text for one in explain(of, speaker, depth))
            assert not any(secret in said for secret in ("TEN", "vip", "10,000", "۱۰٬۰۰۰"))


@pytest.mark.parametrize(
    ("mode", "base", "text"),
    [
        (
            "best",
            "original",
            (
                "instant is judged as number 1. Each item takes part in one promotion of it, so that the member gets the most."
                " Percentages are of the full price."
            ),
        ),
        (
            "stack",
            "reduced",
            (
                "instant is judged as number 1. Its promotions add up. Percentages are of the price that the promotions before"
                " have left."
            ),
        ),
        (
            "exclusive",
            "reduced",
            (
                "instant is judged as number 1. Each item takes part in one promotion of it, that of the highest priority."
                " Percentages are of the price that the promotions before have left."
            ),
        ),
    ],
)
def test_a_manager_reads_how_a_group_goes_together(mode, base, text):
    of = club(f"{JEANS}, group: instant", groups=f"[{{id: instant, mode: {mode}, base: {base}}}]")
    assert told(of, "manager", subject="instant") == text
    assert told(of, "member", subject="instant") == ""


def test_promotions_stand_in_the_order_in_which_they_are_judged():
    of = club(FULL, *OTHERS, groups=GROUPS)
    assert [(one.kind, one.subject) for one in explain(of, SPEAKERS["en"], "manager")] == [
        ("group", "instant"), ("promotion", "p"), ("promotion", "r"), ("promotion", "q"),
    ]  # fmt: skip
