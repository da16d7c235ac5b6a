"""Differences in words: what a manager reads, in three languages, with nothing left unsaid."""

import re

import pytest

from moadon.engine.rules.compare import compare, tell_difference
from moadon.engine.rules.phrases import catalogue
from moadon.kernel.sentences import LANGUAGES
from moadon.kernel.shapes import Shapes
from tests.engine.compare import test_rows as rows
from tests.engine.compare.paper import LADDER, only, paper

SHAPES = {language: Shapes(language, "ILS", "gregorian", "Asia/Jerusalem") for language in LANGUAGES}  # type: ignore[arg-type]
NAMED = LADDER.replace("id: silver,", "id: silver, name: {en: Silver, he: כסף, fa: نقره‌ای},")


def said(was: object, now: object, language: str = "en") -> str:
    """The one difference in words."""
    return tell_difference(only(was, now), SHAPES[language])  # type: ignore[arg-type]


TOLD = [
    (
        {"earn": "{id: r, type: linear, every: '100', give: '10', wallet: credit, multiply: {tier: {silver: '1.5'}}}"},
        {"earn": "{id: r, type: linear, every: '100', give: '10', wallet: credit, multiply: {tier: {silver: '1.47'}}}"},
        "Silver members now get 2% less: 1.47 times as much instead of 1.5 (Rule r)",
        "חברים בדרגת כסף מקבלים עכשיו 2% פחות: פי 1.47 במקום פי 1.5 (הכלל r)",
        "اعضای سطح نقره‌ای حالا ۲ درصد کمتر می‌گیرند: ۱٫۴۷ برابر به جای ۱٫۵ برابر (قاعدهٔ r)",
    ),
    (
        {"promotions": "{id: j, items: {category: [jeans]}, get: {kind: percent, value: '0.20'}}"},
        {},
        "20% off jeans ends",
        "אין יותר: 20% הנחה על jeans",
        "۲۰ درصد تخفیف روی jeans تمام می‌شود",
    ),
    (
        {"earn": "{id: m, type: targets, period: month, wallet: credit, steps: [{reach: '400', give: '40'}, {reach: '800', give: '100'}]}"},
        {"earn": "{id: m, type: targets, period: month, wallet: credit, steps: [{reach: '400', give: '40'}, {reach: '800', give: '90'}]}"},
        "The step at ₪800 now gives ₪90 instead of ₪100 (Rule m)",
        "המדרגה של ₪800 נותנת עכשיו ₪90 במקום ₪100 (הכלל m)",
        "پلهٔ ۸۰۰ شِکِل حالا به جای ۱۰۰ شِکِل، ۹۰ شِکِل می‌دهد (قاعدهٔ m)",
    ),
    (
        {"wallets": "wallets: {points: {kind: points, name: {en: Points, he: נקודות, fa: امتیاز}, expires: {after: {months: 12}}}}\n"},
        {"wallets": "wallets: {points: {kind: points, name: {en: Points, he: נקודות, fa: امتیاز}, expires: {after: {months: 6}}}}\n"},
        "Points: good for 6 months instead of 12 months",
        "נקודות: בתוקף 6 חודשים במקום 12 חודשים",
        "امتیاز: اعتبارش حالا ۶ ماه است، نه ۱۲ ماه",
    ),
    (
        {"earn": "{id: r, type: per_amount, amount: '1', give: '1', wallet: points, limits: {per_member: {times: 3, period: day}}}"},
        {"earn": "{id: r, type: per_amount, amount: '1', give: '1', wallet: points, limits: {per_member: {times: 1, period: day}}}"},
        "Rule r, limit for a member: once a day (until now 3 times a day)",
        "הכלל r, תקרה לחבר: פעם אחת ביום (עד עכשיו 3 פעמים ביום)",
        "قاعدهٔ r، سقف هر عضو: یک بار در روز (تا حالا ۳ بار در روز)",
    ),
    (
        {"promotions": "{id: j, items: {category: [jeans]}, get: {kind: amount, value: '5'}}"},
        {"promotions": "{id: j, items: {category: [shirts]}, get: {kind: amount, value: '5'}}"},
        "Promotion j, goods: shirts (until now jeans). Some goods come in and others drop out; which are more, only the catalogue knows",
        "המבצע j, מוצרים: shirts (עד עכשיו jeans). חלק מהמוצרים נכנסים וחלק יוצאים; רק הקטלוג יודע מה יותר",
        "پیشنهاد j، کالاها: shirts (تا حالا jeans). بعضی کالاها اضافه و بعضی کم می‌شوند؛ فقط فهرست کالا می‌داند کدام بیشتر است",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("was", "now", "en", "he", "fa"), TOLD)
def test_what_is_read(was: dict[str, str], now: dict[str, str], en: str, he: str, fa: str) -> None:
    before, after = (paper(rest=NAMED, **parts) for parts in (was, now))
    told = [said(before, after, language).replace("\u2060", "").replace("\u00a0", " ") for language in LANGUAGES]
    assert told == [en, he, fa]


def test_every_difference_is_said_in_full_in_every_language() -> None:
    open_, keys = [], set()
    pairs = [
        (paper(earn=rows._rule(w), rest=LADDER), paper(earn=rows._rule(n), rest=LADDER)) for w, n, _ in rows.RULE_ROWS
    ]
    pairs += [
        (paper(promotions=f"{{id: p, {w}}}"), paper(promotions=f"{{id: p, {n}}}")) for w, n, _ in rows.PROMOTION_ROWS
    ]
    pairs += [(paper(rest=w), paper(rest=n)) for w, n, _ in rows.WHOLE_ROWS]
    pairs += [(paper(rest=LADDER), paper(rest=LADDER.replace(w, n, 1))) for w, n, _ in rows.LADDER_ROWS]
    for one, other in [*pairs, *((now, was) for was, now in pairs), *((was, paper()) for was, _ in pairs)]:
        for difference in compare(one, other):
            keys.add(difference.what.key)
            for language in LANGUAGES:
                text = tell_difference(difference, SHAPES[language])
                if re.search(r"compare\.|[{}]|None", text):
                    open_.append(text)
    assert open_ == []
    assert len(keys) > 15


def test_every_sentence_is_there_in_every_language_with_the_same_parameters() -> None:
    sentences = catalogue().sentences
    for key in [key for key in sentences["en"] if key.startswith("compare.")]:
        names = [
            {
                name
                for form in ([text] if isinstance(text, str) else text.values())
                for name in re.findall(r"\{(\w+)\}", form)
            }
            - {"n"}
            for text in (sentences[language][key] for language in LANGUAGES)
        ]
        assert names[0] == names[1] == names[2], key
