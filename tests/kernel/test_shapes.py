"""Every row of the table "Writing figures", in three languages, and the edges beside it."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moadon.kernel.sentences import Catalogue, Message
from moadon.kernel.shapes import Shapes

EN = Shapes("en", "ILS", "gregorian", "Asia/Jerusalem")
HE = Shapes("he", "ILS", "gregorian", "Asia/Jerusalem")
FA = Shapes("fa", "ILS", "gregorian", "Asia/Jerusalem")
TEHRAN_EN = Shapes("en", "IRR", "jalali", "Asia/Tehran")
TEHRAN_HE = Shapes("he", "IRR", "jalali", "Asia/Tehran")
TEHRAN = Shapes("fa", "IRR", "jalali", "Asia/Tehran")

DAY = date(2026, 11, 29)
NB = "\u00a0"


def plain(text: str) -> str:
    """No-break spaces as spaces, so that the expectations read as they look."""
    return text.replace(NB, " ")


@pytest.mark.parametrize(
    ("shape", "english", "hebrew", "persian"),
    [
        pytest.param(lambda s: s.money(123450), "₪1,234.50", "₪1,234.50", "۱٬۲۳۴٫۵۰ شِکِل", id="money"),
        pytest.param(lambda s: s.money(-4000), "−₪40.00", "−₪40.00", "−۴۰٫۰۰ شِکِل", id="negative money"),
        pytest.param(lambda s: s.signed_money(2000), "+₪20.00", "+₪20.00", "+۲۰٫۰۰ شِکِل", id="plus"),
        pytest.param(lambda s: s.signed_money(-4000), "−₪40.00", "−₪40.00", "−۴۰٫۰۰ شِکِل", id="minus"),
        pytest.param(lambda s: s.signed_money(0), "₪0.00", "₪0.00", "۰٫۰۰ شِکِل", id="neither plus nor minus"),
        pytest.param(lambda s: s.percent("0.48"), "48%", "48%", "۴۸ درصد", id="percent"),
        pytest.param(lambda s: s.percent("0.48", narrow=True), "48%", "48%", "۴۸٪", id="percent in a table"),
        pytest.param(lambda s: s.points_change("0.02"), "2 points", "2 נקודות אחוז", "۲ واحد درصد", id="two points"),
        pytest.param(lambda s: s.points_change("-0.01"), "1 point", "1 נקודת אחוז", "۱ واحد درصد", id="one point"),
        pytest.param(lambda s: s.points(1240), "1,240 points", "1,240 נקודות", "۱٬۲۴۰ امتیاز", id="points"),
        pytest.param(lambda s: s.points(1240, narrow=True), "1,240 points", "1,240 נק׳", "۱٬۲۴۰ امتیاز", id="narrow"),
        pytest.param(lambda s: s.points(1), "1 point", "1 נקודה", "۱ امتیاز", id="one point of loyalty"),
        pytest.param(lambda s: s.points(125, 1), "12.5 points", "12.5 נקודות", "۱۲٫۵ امتیاز", id="parts of a point"),
        pytest.param(lambda s: s.date(DAY), "29 Nov 2026", "29.11.2026", "۸ آذر ۱۴۰۵", id="date"),
        pytest.param(lambda s: s.date(DAY, narrow=True), "29 Nov 2026", "29.11.2026", "۱۴۰۵/۰۹/۰۸", id="narrow date"),
        pytest.param(
            lambda s: s.date_long(DAY),
            "Sunday 29 November 2026",
            "יום ראשון, 29 בנובמבר 2026",
            "یکشنبه ۸ آذر ۱۴۰۵",
            id="with its day",
        ),
        pytest.param(lambda s: s.day_month(DAY), "29 Nov", "29 בנובמבר", "۸ آذر", id="without its year"),
        pytest.param(
            lambda s: s.time(datetime(2026, 11, 29, 15, 20, tzinfo=UTC)), "17:20", "17:20", "۱۷:۲۰", id="time"
        ),
        pytest.param(
            lambda s: s.moment(datetime(2026, 11, 29, 15, 20, tzinfo=UTC)),
            "29 Nov 2026, 17:20",
            "29.11.2026, 17:20",
            "۸ آذر ۱۴۰۵، ۱۷:۲۰",
            id="moment",
        ),
        pytest.param(lambda s: s.phone("+972525550142"), "052-555-0142", "052-555-0142", "۰۵۲-۵۵۵-۰۱۴۲", id="phone"),
        pytest.param(lambda s: s.short_axis(2_000_000), "2M", "2 מ׳", "۲ م", id="on an axis"),
        pytest.param(lambda s: s.short_axis(1_500_000), "1.5M", "1.5 מ׳", "۱٫۵ م", id="between two"),
        pytest.param(lambda s: s.short_axis(1200), "1,200", "1,200", "۱٬۲۰۰", id="small on an axis"),
        pytest.param(lambda s: s.short_axis(12000), "12K", "12 א׳", "۱۲ هزار", id="thousands on an axis"),
        pytest.param(lambda s: s.number(1234567), "1,234,567", "1,234,567", "۱٬۲۳۴٬۵۶۷", id="number"),
        pytest.param(lambda s: s.number("3.555", 2), "3.56", "3.56", "۳٫۵۶", id="rounded half up"),
        pytest.param(lambda s: s.number("-0.4"), "0", "0", "۰", id="no minus zero"),
        pytest.param(lambda s: s.month("2026-11"), "November 2026", "נובמבר 2026", "نوامبر ۲۰۲۶", id="month"),
    ],
)
def test_writing_figures(shape, english, hebrew, persian):
    assert [plain(shape(s)) for s in (EN, HE, FA)] == [english, hebrew, persian]


def test_a_rial_has_no_parts():
    assert [plain(s.money(18_640_000)) for s in (TEHRAN_EN, TEHRAN_HE, TEHRAN)] == [
        "IRR 18,640,000",
        "IRR 18,640,000",
        "۱۸٬۶۴۰٬۰۰۰ ریال",
    ]
    assert [plain(TEHRAN.signed_money(n)) for n in (100_000, -400_000)] == ["+۱۰۰٬۰۰۰ ریال", "−۴۰۰٬۰۰۰ ریال"]


@pytest.mark.parametrize(
    ("currency", "english", "persian"),
    [("EUR", "€12.90", "۱۲٫۹۰ یورو"), ("USD", "$12.90", "۱۲٫۹۰ دلار"), ("GBP", "£12.90", "۱۲٫۹۰ پوند")],
)
def test_other_currencies(currency, english, persian):
    assert EN.money(1290, currency) == english
    assert plain(FA.money(1290, currency)) == persian


def test_a_currency_with_three_decimals():
    assert plain(EN.money(1290, "KWD")) == "KWD 1.290"


def test_the_unit_stands_outside_the_isolate_in_persian_only():
    assert FA.money_parts(123450) == ("۱٬۲۳۴٫۵۰", "شِکِل")
    assert HE.money_parts(123450) == ("₪1,234.50", "")


@pytest.mark.parametrize(
    ("minor", "expected"),
    [
        (1749843300, "₪17,498,433"),
        (96666, "₪966.66"),
        (100000, "₪1,000"),
        (99999, "₪999.99"),
        (100050, "₪1,001"),
    ],
)
def test_headlines_drop_decimals_from_a_thousand_up(minor, expected):
    assert EN.money_headline(minor) == expected


@given(
    st.integers(-(10**12), 10**12) | st.sampled_from([0, 5, 100, 99_999, 100_000]),
    st.sampled_from(["ILS", "IRR", "KWD", "USD", "JPY"]),
)
def test_a_sum_in_a_sentence_is_what_a_sum_alone_is(minor, currency):
    for shapes in (EN, HE, FA, TEHRAN):
        parts = [shapes.money_parts(minor, currency=currency, brief=brief) for brief in (False, True)]
        params = [(kind, minor, currency) for kind in ("money", "sum")]
        assert [shapes.say(one) for one in params] == [str(one) for one in parts]
        isolated = [f"\u2066{one.figure}\u2069" + (f"\u00a0{one.unit}" if one.unit else "") for one in parts]
        assert [shapes.in_page().say(list(one)) for one in params] == isolated


def test_a_share_without_places_keeps_what_it_has_up_to_two():
    assert [EN.percent(s) for s in ("0.15", "0.125", "0.48216", "1")] == ["15%", "12.5%", "48.22%", "100%"]


def test_amounts_for_a_field_have_no_groups():
    assert (EN.amount(123450), FA.amount(123450), EN.symbol, FA.symbol) == ("1234.50", "۱۲۳۴٫۵۰", "₪", "شِکِل")


def test_phones_by_country():
    assert plain(TEHRAN.phone("+989125550142")) == "۰۹۱۲ ۵۵۵ ۰۱۴۲"
    assert plain(TEHRAN_EN.phone("+972525550142")) == "+972 52-555-0142"
    assert EN.phone("not a phone") == "not a phone"
    assert Shapes("en", "ILS", "gregorian", "UTC", region="IL").phone("+972525550142") == "052-555-0142"


def test_a_day_is_the_readers_and_a_period_the_clubs():
    first_of_azar = date(2026, 11, 22)
    assert [s.date(first_of_azar) for s in (TEHRAN_EN, TEHRAN)] == ["22 Nov 2026", "۱ آذر ۱۴۰۵"]
    assert [s.month(first_of_azar) for s in (TEHRAN_EN, TEHRAN_HE, TEHRAN)] == [
        "Azar 1405",
        "אד׳ר 1405",
        "آذر ۱۴۰۵",
    ]
    assert FA.month(first_of_azar) == "نوامبر ۲۰۲۶"
    assert TEHRAN_EN.month("j1405-09") == TEHRAN_EN.month(first_of_azar)


@pytest.mark.parametrize(
    ("kind", "english", "hebrew", "persian"),
    [
        ("day", "29 Nov 2026", "29.11.2026", "۸ آذر ۱۴۰۵"),
        ("week", "week of 29 Nov 2026", "השבוע של 29.11.2026", "هفتهٔ ۸ آذر ۱۴۰۵"),
        ("month", "November 2026", "נובמבר 2026", "آذر ۱۴۰۵"),
        ("quarter", "Q4 2026", "רבעון 4, 2026", "پاییز ۱۴۰۵"),
        ("year", "2026", "2026", "۱۴۰۵"),
        ("ever", "all time", "כל התקופה", "کل دوره"),
    ],
)
def test_periods(kind, english, hebrew, persian):
    assert [s.period(kind, DAY) for s in (EN, HE, TEHRAN)] == [english, hebrew, persian]


def test_midnight_belongs_to_the_clubs_own_day():
    late = datetime(2026, 11, 29, 22, 30, tzinfo=UTC)
    assert EN.moment(late) == "30 Nov 2026, 00:30"
    with pytest.raises(ValueError, match="offset"):
        EN.moment(late.replace(tzinfo=None))


@pytest.mark.parametrize("value", [0.5, float("nan")])
def test_floats_have_no_shape(value):
    with pytest.raises(TypeError):
        EN.number(value)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "twelve", ""])
def test_what_is_no_number_has_no_shape(value):
    with pytest.raises(ValueError, match="not a number"):
        EN.number(value)


SENTENCES = Catalogue(
    {
        "en": {"step": "{reach} in {month} gives {give}"},
        "he": {"step": "קונים ב־{reach} בחודש {month} ומקבלים {give}"},
        "fa": {"step": "با {reach} خرید در {month}، {give} می‌گیرید"},
    }
)
STEP = Message(
    "step",
    {"reach": ["money", 40000, "ILS"], "month": ["period", "month", "2026-11-01"], "give": ["points", 40, 0]},
)


def test_sentences_are_told_in_each_language():
    assert [plain(SENTENCES.tell(STEP, s)) for s in (EN, HE, FA)] == [
        "₪400.00 in November 2026 gives 40 points",
        "קונים ב־₪400.00 בחודש נובמבר 2026 ומקבלים 40 נקודות",
        "با ۴۰۰٫۰۰ شِکِل خرید در نوامبر ۲۰۲۶، ۴۰ امتیاز می‌گیرید",
    ]


def test_in_a_page_every_parameter_keeps_its_own_direction():
    told = SENTENCES.tell(STEP, HE.in_page())
    assert "ב־\u2066₪400.00\u2069 בחודש \u2068נובמבר 2026\u2069" in told


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1240, "1,240"),
        ("Noa", "Noa"),
        (("number", "3.5"), "3.5"),
        (["sum", 40000, "ILS"], "₪400"),
        (["sum", 40050, "ILS"], "₪400.50"),
        (["percent", "0.15"], "15%"),
        (["date", "2026-11-29"], "29 Nov 2026"),
        (["moment", "2026-11-29T15:20:00+00:00"], "29 Nov 2026, 17:20"),
        (["text", {"he": "בסיס", "en": "Base"}], "Base"),
        (["text", {"he": "בסיס"}], "בסיס"),
        (["list", [["number", "1"], "two", "three"]], "1, two and three"),
        (["list", []], ""),
    ],
)
def test_what_a_parameter_says(value, expected):
    assert EN.say(value) == expected


def test_a_parameter_of_no_known_kind_is_an_error():
    with pytest.raises(ValueError, match="no shape"):
        EN.say(["colour", "red"])


@pytest.mark.parametrize(("day", "told"), [(date(1, 1, 1), "۱/۰۱/۰۱"), (date(9999, 12, 31), "۹۹۹۹/۱۲/۳۱")])
def test_a_day_that_the_persian_calendar_does_not_reach_is_written_as_it_is(day, told):
    assert TEHRAN.date(day) == TEHRAN.date(day, narrow=True) == told
    assert TEHRAN.day_month(day)
    assert TEHRAN.month(day)


@pytest.mark.parametrize(
    ("last", "told"), [("חולצות", "jeans וחולצות"), ("shirts", "jeans ו־shirts"), (["number", "3"], "jeans ו־3")]
)
def test_a_hebrew_list_ends_as_one_writes_it(last, told):
    hebrew = Shapes("he", "ILS", "gregorian", "Asia/Jerusalem")
    assert hebrew.say(["list", ["jeans", last]]) == told
    assert hebrew.in_page().say(["list", ["jeans", last]]).translate({0x2066: "", 0x2068: "", 0x2069: ""}) == told
