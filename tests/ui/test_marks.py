"""Figures as markup: isolated, escaped, unknown and zero told apart."""

import datetime as dt

import pytest

from moadon.kernel.sentences import Catalogue, Message
from moadon.ui import marks

pytestmark = pytest.mark.usefixtures("english")
DAY = dt.date(2026, 11, 29)


def test_money_is_isolated():
    assert marks.money(123450) == '<span class="n">₪1,234.50</span>'
    assert marks.money(-4000, signed=True) == '<span class="n">−₪40.00</span>'


def test_the_unit_of_persian_money_stands_outside_the_isolate(persian):
    assert marks.money(123450) == '<span class="n">۱٬۲۳۴٫۵۰</span>\u00a0<span class="u">شِکِل</span>'


@pytest.mark.parametrize(
    "mark", [marks.money, marks.number, marks.percent, marks.points, marks.day, marks.moment, marks.time, marks.phone]
)
def test_unknown_is_a_dash_and_never_zero(mark):
    assert mark(None) == marks.NONE
    assert "0" not in marks.NONE


def test_what_is_typed_is_escaped():
    assert marks.isolated("<b>") == '<span class="n">&lt;b&gt;</span>'
    assert marks.foreign("<b>") == "<bdi>&lt;b&gt;</bdi>"


def test_codes_of_digits_are_in_the_readers_own_digits(persian):
    assert marks.isolated("2004 1187") == '<span class="n">۲۰۰۴ ۱۱۸۷</span>'
    assert marks.isolated("A-17") == '<span class="n">A-17</span>'


def test_a_day_of_digits_runs_left_to_right(hebrew):
    assert marks.day(DAY) == '<time class="n" datetime="2026-11-29">29.11.2026</time>'
    assert marks.day_long(DAY).startswith('<time class="mo-day"')


def test_a_persian_day_follows_its_own_line(persian):
    assert marks.day(DAY) == '<time class="mo-day" datetime="2026-11-29">۸ آذر ۱۴۰۵</time>'
    assert 'class="n"' in marks.day(DAY, narrow=True)


def test_a_stretch_of_days_has_the_earlier_first():
    assert marks.between(dt.date(2026, 11, 1), DAY).index("1 Nov") < marks.between(dt.date(2026, 11, 1), DAY).index("–")


def test_a_told_sentence_isolates_its_figures_and_names(hebrew):
    sentences = Catalogue({code: {"gave": "{who}: {what} <"} for code in ("en", "he", "fa")})
    message = Message("gave", {"who": "<Noa>", "what": ["money", 2000, "ILS"]})

    told = marks.told(sentences.tell(message, marks.speaker()))

    assert told == '<bdi>&lt;Noa&gt;</bdi>: <span class="n">₪20.00</span> &lt;'
