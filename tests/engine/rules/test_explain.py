"""The programme explains itself: the same rules that run, as sentences in three languages (D11)."""

import re
import string
from pathlib import Path

import pytest
import yaml

from moadon.engine.rules import InvalidDocument, catalogue, check, compile_programme, evaluate, explain, parse, phrases
from moadon.engine.rules.phrases import time_of_day
from moadon.kernel.sentences import LANGUAGES
from moadon.kernel.shapes import Shapes
from tests.engine.rules.test_documents import DOCUMENT
from tests.engine.shop import NEWCOMER, TEHRAN, TEL_AVIV, Member, basket, line, programme

SPEAKERS = {language: Shapes(language, "ILS", "gregorian", "Asia/Jerusalem") for language in ("en", "he", "fa")}


def told(club, language: str, subject: str) -> str:
    text = next(sentence.text for sentence in explain(club, SPEAKERS[language]) if sentence.subject == subject)
    return text.replace("\u2060", "").replace("\u00a0", " ")


STEPS = (
    "{id: monthly, type: targets, period: month, steps: [{reach: '400', give: '40'}, {reach: '800', give: '100'},"
    " {reach: '1200', give: '180'}, {reach: '1600', give: '280'}]}"
)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            (
                "Spend ₪400 in a calendar month and ₪40 is yours on the 1st of the next. ₪800 gives ₪100, ₪1,200 gives "
                "₪180, ₪1,600 gives ₪280. Only the highest step counts. The credit is good for 12 months."
            ),
        ),
        (
            "he",
            (
                "קונים ב־₪400 בחודש, וב־1 בחודש הבא מחכים לך ₪40. ב־₪800 מקבלים ₪100, ב־₪1,200 מקבלים ₪180, וב־₪1,600 "
                "מקבלים ₪280. נחשבת רק המדרגה הגבוהה. הקרדיט תקף 12 חודשים."
            ),
        ),
        (
            "fa",
            (
                "اگر در یک ماه ۴۰۰ شِکِل خرید کنید، اول ماه بعد ۴۰ شِکِل اعتبار می‌گیرید. با ۸۰۰ شِکِل، ۱۰۰ شِکِل اعتبار، "
                "با ۱٬۲۰۰ شِکِل، ۱۸۰ شِکِل اعتبار، و با ۱٬۶۰۰ شِکِل، ۲۸۰ شِکِل اعتبار. فقط بالاترین پله حساب می‌شود. "
                "اعتبار ۱۲ ماه می‌ماند."
            ),
        ),
    ],
)
def test_monthly_targets_in_plain_words(language, text):
    club = programme(STEPS, wallets="{credit: {kind: credit, expires: {after: {months: 12}}}}")
    assert told(club, language, "monthly") == text


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("type: linear, every: '100', give: '10'", "For every full ₪100 in one receipt, ₪10 is yours."),
        (
            "type: linear, every: '100', give: '10', basis: accumulated",
            "For every full ₪100 you spend, ₪10 is yours. What is left over counts towards the next.",
        ),
        (
            "type: rate_by_value, period: quarter, bands: [{from: 0, rate: '0.1'}, {from: 1000, rate: '0.15'}]",
            (
                "10% of what you buy in a calendar quarter is yours at once. Then from ₪1,000 it is 15%. The new rate "
                "holds for all of the period: the earlier part is topped up."
            ),
        ),
        (
            "type: rate_by_value, period: month, bands: [{from: 0, rate: 0}, {from: 500, rate: '0.05'}]",
            "From ₪500: 5% of what you buy in a calendar month is yours at once.",
        ),
        (
            "type: per_amount, amount: '1', give: '2', wallet: points, pending: {days: 14}",
            "2 points for each full ₪1 of a receipt. It can be spent 14 days later.",
        ),
        (
            (
                "type: per_amount, amount: '1', give: '1', wallet: points, when: {weekday: [sun, mon], hour: ['22:00',"
                " '02:00'], basket_from: '99.90'}, multiply: {payment: {card: 2}, category: {jeans: '1.5'}}"
            ),
            (
                "1 point for each full ₪1 of a receipt. Only on Sunday and Monday, from 22:00 to 02:00. Only "
                "for baskets "
                "from ₪99.90. Paid by card: double. Category jeans: 1.5 times as much."
            ),
        ),
        (
            (
                "type: per_amount, amount: '1', give: '1', wallet: points, items: {category: [jeans, hats]}, limits:"
                " {per_receipt: {amount: 50}, per_member: {amount: 500, times: 3, period: month}}"
            ),
            (
                "1 point for each full ₪1 of a receipt. Only these categories count: jeans and hats. At most 50 "
                "points a "
                "receipt. At most 500 points a month. 3 times a month at most."
            ),
        ),
        (
            "type: rate_by_value, period: year, wallet: points, bands: [{from: 0, rate: '0.0015'}]",
            "15 points for each ₪10,000 that you spend in a calendar year.",
        ),
    ],
)
def test_every_way_to_earn_has_its_sentence(rule, text):
    assert told(programme(f"{{id: r, {rule}}}"), "en", "r") == text


@pytest.mark.parametrize(
    ("wallets", "text"),
    [
        ("{points: {kind: points, worth: '0.05'}}", "1 point pays ₪0.05. The points do not end."),
        ("{points: {kind: points, worth: '0.005'}}", "10 points pays ₪0.05. The points do not end."),
        ("{points: {kind: points, worth: '1', decimals: 2, expires: {after: {days: 1}}}}",
         "1.00 points pays ₪1.00. The points are good for 1 day."),
        ("{points: {kind: points}}", "Points are collected; nothing is said of what they pay. The points do not end."),
    ],
)  # fmt: skip
def test_a_wallet_says_what_it_pays_and_how_long(wallets, text):
    club = programme("{id: r, type: per_amount, amount: '1', give: '1', wallet: points}", wallets=wallets)
    assert told(club, "en", "points") == text


def test_the_programme_says_what_counts():
    club = programme(STEPS, base="base: {tax: excluded, exclude: {category: [tobacco]}}")
    assert told(club, "en", "club") == (
        "What is paid counts, without VAT. What is paid with credit, points or gift cards does not count. "
        "These categories do not count: tobacco."
    )


def test_rules_come_in_their_order_then_wallets_then_the_programme():
    club = compile_programme(parse(DOCUMENT), TEL_AVIV)
    assert [(s.kind, s.subject) for s in explain(club, SPEAKERS["en"])] == [
        ("rule", "base"), ("rule", "monthly"), ("rule", "quarter"), ("rule", "jeans"),
        ("wallet", "credit"), ("wallet", "points"), ("programme", "fashion"),
    ]  # fmt: skip


def test_hebrew_numbers_one_and_two_have_words_of_their_own():
    for months, words in ((1, "חודש אחד"), (2, "חודשיים"), (3, "3 חודשים")):
        club = programme(STEPS, wallets=f"{{credit: {{kind: credit, expires: {{after: {{months: {months}}}}}}}}}")
        assert f"הקרדיט תקף {words}." in told(club, "he", "monthly")


def test_a_prefix_never_parts_from_its_number():
    text = next(s.text for s in explain(programme(STEPS), SPEAKERS["he"]) if s.subject == "monthly")
    assert "ב־\u2060₪400" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_of_an_evaluation_can_be_said(language):
    club = programme(
        "{id: a, type: linear, every: '100', give: '10', basis: accumulated, multiply: {weekday: {sun: 2}}}",
        "{id: b, type: targets, period: month, steps: [{reach: '150', give: '5'}, {reach: '300', give: '9'}]}",
        "{id: c, type: rate_by_value, period: quarter, bands: [{from: '0', rate: '0.1'}, {from: '120', rate: '0.2'}]}",
        "{id: d, type: rate_by_value, period: week, method: within,"
        " bands: [{from: '0', rate: '0.1'}, {from: '120', rate: '0.2'}], multiply: {branch: {tlv: 3}}}",
        "{id: e, type: per_amount, amount: '1', give: '1', limits: {per_member: {amount: '150', times: 2,"
        " period: day}}}",
        "{id: f, type: per_amount, amount: '1', give: '1', limits: {per_receipt: {amount: '1'}}}",
        "{id: g, type: linear, every: '500', give: '1'}",
        "{id: h, type: linear, every: '90', give: '1', when: {weekday: [mon], hour: ['10:00', '11:00']}}",
        "{id: i, type: linear, every: '90', give: '1', when: {weekday: [mon]}}",
        "{id: j, type: linear, every: '90', give: '1', when: {hour: ['11:00', '12:00']}}",
        "{id: k, type: linear, every: '90', give: '1', when: {branch: [x]}}",
        "{id: l, type: linear, every: '90', give: '1', when: {channel: [web]}}",
        "{id: m, type: linear, every: '90', give: '1', when: {payment: [card]}}",
        "{id: n, type: linear, every: '90', give: '1', when: {sku: [x]}}",
        "{id: o, type: linear, every: '90', give: '1', when: {category: [x]}}",
        "{id: p, type: linear, every: '90', give: '1', when: {brand: [x]}}",
        "{id: q, type: linear, every: '90', give: '1', when: {basket_from: '999'}}",
        "{id: s, type: linear, every: '90', give: '1', items: {sku: [x]}}",
    )
    member, said, speaker = Member(club), [], SPEAKERS[language]
    for price in ("60", "100", "110", "130"):
        evaluation = member.buy(basket("2026-11-22 10:15", line(price)))
        said += [one.why for one in (*evaluation.earnings, *evaluation.near, *evaluation.not_applied)]
    said.append(member.close("b", "2026-11-22").why)
    said += [one.why for one in member.buy(basket("2026-11-22 10:15", "1", redeem={"credit": "1"})).not_applied]
    said += [one.why for number in (0, 1, 2, 3) for one in member.bring_back(number)]
    said += [one.why for one in member.buy(basket("2026-11-22 10:15", "400")).earnings]
    keys = {why.key for why in said}
    assert len(keys) > 25
    for why in said:
        assert catalogue().knows(why.key), why.key
        text = catalogue().tell(why, speaker)
        assert text
        assert "{" not in text, (why.key, text)


def test_whys_read_as_the_manager_would_say_them():
    club = programme(STEPS, "{id: base, type: linear, every: '100', give: '10'}")
    member = Member(club)
    member.buy(basket("2026-12-02 10:00", "612"))
    evaluation = member.buy(basket("2026-12-17 17:20", "194"))
    monthly, base = (catalogue().tell(earning.why, SPEAKERS["en"]) for earning in evaluation.earnings)
    assert base == "1 full step of ₪100"
    assert monthly == (
        "₪194.00 counts; ₪806.00 for December 2026 so far. Step 2, ₪800, is reached: ₪100.00 when the period is over"
    )
    assert catalogue().tell(evaluation.near[0].why, SPEAKERS["en"]) == "₪6.00 more in this receipt gives ₪10.00"
    assert catalogue().tell(evaluation.near[1].why, SPEAKERS["en"]) == "₪394.00 more for December 2026 makes it ₪180.00"


def test_a_persian_club_reads_its_own_season():
    club = programme(
        "{id: r, type: rate_by_value, period: quarter, bands: [{from: 0, rate: '0.03'}]}",
        wallets="{credit: {kind: credit}}", currency="IRR", clock=TEHRAN,
    )  # fmt: skip
    why = (
        evaluate(club, basket("2026-11-22 10:00", line("100", currency="IRR"), clock=TEHRAN), NEWCOMER).earnings[0].why
    )
    speaker = Shapes("fa", "IRR", "jalali", "Asia/Tehran")
    assert (
        catalogue().tell(why, speaker).replace("\u00a0", " ") == "۳ درصد از ۱۰۰ ریال؛ تا حالا ۱۰۰ ریال برای پاییز ۱۴۰۵"
    )


def forms(sentence) -> list[str]:
    return [sentence] if isinstance(sentence, str) else list(sentence.values())


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(catalogue().sentences["en"]))
def test_every_sentence_says_the_same_in_three_languages(key):
    """The same parameters in each; `n` may be a word in the forms for one and two."""
    expected = set().union(*map(fields, forms(catalogue().sentences["en"][key]))) - {"n"}
    for language in LANGUAGES:
        for text in forms(catalogue().sentences[language][key]):
            assert fields(text) - {"n"} == expected, (language, text)


def test_the_three_languages_have_the_same_sentences_and_their_own_letters():
    english, hebrew, persian = (catalogue().sentences[language] for language in LANGUAGES)
    assert set(english) == set(hebrew) == set(persian)
    for key in english:
        for text in forms(hebrew[key]):
            assert not re.search(r"[א-ת][\"']|[\"'][א-ת]", text), text
        for text in forms(persian[key]):
            assert not re.search("[يك\u0660-\u0669]| می [ا-ی]", text), text


def test_findings_are_said_with_their_numbers():
    document = DOCUMENT.replace('every: "100.00"', 'every: "100.001"').replace(", fa: باشگاه استایل", "")
    with pytest.raises(InvalidDocument) as raised:
        parse(document)
    said = {catalogue().tell(finding.message, SPEAKERS["en"]) for finding in raised.value.findings}
    assert said == {
        "100.001 has too many decimals; at most 2 here",
        "The text is missing in one of the club's languages: fa",
    }
    assert catalogue().knows("refusal.invalid_document")
    assert check(parse(DOCUMENT)) == ()


def test_midnight_is_written_from_both_sides():
    assert [time_of_day(minute)[1]["fa"] for minute in (0, 1440)] == ["۰۰:۰۰", "۲۴:۰۰"]


def test_the_files_of_words_are_plain_yaml():
    files = sorted((Path(phrases.__file__).parent / "words").rglob("*.yaml"))
    assert {file.stem for file in files} == set(LANGUAGES)
    assert len(files) == 3 * len({file.parent for file in files})
    for file in files:
        assert isinstance(yaml.safe_load(file.read_text("utf-8")), dict)
