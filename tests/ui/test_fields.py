"""What people type: any digits, any order, and a refusal that says the way out."""

import datetime as dt

import pytest
from django import forms

from moadon.kernel.shapes import Shapes
from moadon.ui.fields import DayField, DecimalField, MomentField, MoneyField, read_day, read_moment
from moadon.ui.forms import LookForm
from moadon.ui.reader import reading_as

pytestmark = pytest.mark.usefixtures("english")


class Moment(LookForm):
    at = MomentField(label="At", required=False)


class Form(LookForm):
    fee = MoneyField(label="Fee", least=100, help_text="A year.")
    rate = DecimalField(label="Rate", places=4, required=False)
    since = DayField(label="Since", required=False)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="Agreed", required=False)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("49", 4900), ("49.00", 4900), ("1,200.50", 120050), ("۴۹٫۹۰", 4990), ("۱٬۲۰۰", 120000), (" 49 ", 4900)],
)
def test_money_is_taken_as_people_write_it(typed, minor):
    assert MoneyField().clean(typed) == minor


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "This field is required."),
        ("forty", "Write a number, like 12."),
        ("1,20", "Write a number, like 12."),
        ("4.999", "At most 2 digits after the point."),
        ("9" * 20, "This is more than can be kept."),
        ("0.50", "The least is ₪1.00."),
        ("1e309", "Write a number, like 12."),
        ("NaN", "Write a number, like 12."),
    ],
)
def test_money_that_is_none_is_refused_with_the_way_out(typed, told):
    with pytest.raises(forms.ValidationError) as refused:
        MoneyField(least=100).clean(typed)

    assert refused.value.messages == [told]


def test_a_decimal_is_kept_in_whole_parts():
    assert DecimalField(places=4).clean("0.18") == 1800
    assert DecimalField(places=4, required=False).clean("") is None


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-29", dt.date(2026, 11, 29)),
        ("29.11.2026", dt.date(2026, 11, 29)),
        ("29/11/2026", dt.date(2026, 11, 29)),
        ("۱۴۰۵/۰۹/۰۸", dt.date(2026, 11, 29)),
        ("1405-9-8", dt.date(2026, 11, 29)),
        ("2026-02-29", None),
        ("1404/12/30", None),
        ("11/2026", None),
        ("tomorrow", None),
    ],
)
def test_a_day_is_taken_in_any_order_and_either_calendar(typed, day):
    assert read_day(typed) == day


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-11-29T09:30", dt.datetime.combine(dt.date(2026, 11, 29), dt.time(9, 30))),
        ("۱۴۰۵/۰۹/۰۸ ۰۹:۳۰", dt.datetime.combine(dt.date(2026, 11, 29), dt.time(9, 30))),
        ("١٤٠٥/٩/٨ ٩:٣٠", dt.datetime.combine(dt.date(2026, 11, 29), dt.time(9, 30))),
        ("1405-9-8", dt.datetime.combine(dt.date(2026, 11, 29), dt.time())),
        ("29.11.2026 0:00", dt.datetime.combine(dt.date(2026, 11, 29), dt.time())),
        ("1404/12/30 09:00", None),
        ("1405/09/08 24:00", None),
        ("1405/09/08 9", None),
        ("09:30", None),
    ],
)
def test_a_moment_is_taken_in_either_calendar_and_any_digits(typed, moment):
    assert read_moment(typed) == moment


@pytest.mark.parametrize(("language", "told"), [("en", "2026-11-29 09:00"), ("fa", "۱۴۰۵/۰۹/۰۸ ۰۹:۰۰")])
def test_a_moment_that_is_none_is_refused_with_an_example(language, told):
    with reading_as(Shapes(language, "ILS", "gregorian", "UTC")), pytest.raises(forms.ValidationError) as refused:
        MomentField().clean("soon")
    assert told in refused.value.messages[0]


def test_a_persian_reader_sees_the_gregorian_day_of_what_stands_in_the_field(persian):
    html = str(Moment(initial={"at": dt.datetime.combine(dt.date(2026, 11, 29), dt.time(9, 30))})["at"])
    assert 'type="text"' in html and 'value="۱۴۰۵/۰۹/۰۸ ۰۹:۳۰"' in html
    assert "۲۹ نوامبر ۲۰۲۶" in html and 'for="id_at"' in html
    assert "نوامبر" not in str(Moment(data={"at": "1404/12/30"})["at"])


def test_others_have_the_browsers_own_picker_and_no_second_calendar():
    html = str(Moment(initial={"at": dt.datetime.combine(dt.date(2026, 11, 29), dt.time(9, 30))})["at"])
    assert 'type="datetime-local"' in html and 'value="2026-11-29T09:30"' in html and "<output" not in html


def test_a_day_that_is_none_is_refused_with_an_example():
    with pytest.raises(forms.ValidationError, match=r"Write the day like 29 Nov 2026\."):
        DayField().clean("tomorrow")


def test_a_persian_reader_types_a_jalali_day(persian):
    html = str(Form(initial={"since": dt.date(2026, 11, 29)})["since"])

    assert 'type="text"' in html
    assert 'value="۱۴۰۵/۰۹/۰۸"' in html


def test_other_readers_have_the_browsers_own_picker():
    html = str(Form(initial={"since": dt.date(2026, 11, 29)})["since"])

    assert 'type="date"' in html
    assert 'value="2026-11-29"' in html


def test_a_money_field_shows_its_sign_and_what_it_holds():
    html = str(Form(initial={"fee": 4900})["fee"])

    assert '<span aria-hidden="true">₪</span>' in html
    assert 'value="49.00"' in html
    assert 'inputmode="decimal"' in html
    assert 'aria-describedby="id_fee_helptext"' in html


def test_what_was_typed_stays_and_the_refusal_stands_by_its_field():
    form = Form({"fee": "forty", "since": "tomorrow"})

    assert not form.is_valid()
    fee, since = str(form["fee"]), str(form["since"])
    assert 'value="forty"' in fee
    assert 'aria-invalid="true"' in fee
    assert "is-invalid" in fee
    assert 'aria-describedby="id_fee_helptext id_fee_error"' in fee
    assert "is-invalid" in since
    assert "is-invalid" not in str(form["note"])


def test_fields_wear_the_look():
    form = Form()

    assert 'class="form-control w-md"' in str(form["note"])
    assert 'class="form-check-input"' in str(form["agreed"])
    assert " required" not in str(form["fee"])
