"""Parts draw themselves, from values alone."""

import datetime as dt
import re

import pytest
from django.template import Context, Template

from moadon.ui import marks
from moadon.ui.charts import Chart, Series
from moadon.ui.figures import Bar, Figure, Lot, Lots, Mark, Ruler, Wallet, movement, share_of, spark
from moadon.ui.parts import (
    Action,
    Basis,
    Chip,
    Crumb,
    Crumbs,
    Empty,
    Entries,
    Entry,
    Notice,
    Pair,
    Pairs,
    Reason,
    ReasonTree,
    Step,
    Steps,
    Tab,
    Tabs,
)

pytestmark = pytest.mark.usefixtures("english")


def drawn(part: object) -> str:
    return Template("{% load moadon %}{% part it %}").render(Context({"it": part, "csrf_token": "token"}))


def text(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", html).replace("\u00a0", " ").split())


def tag(source: str, **context: object) -> str:
    return Template("{% load moadon %}" + source).render(Context(context))


@pytest.mark.parametrize(("colour", "ink"), [("#ffd400", "black"), ("#0b5f7a", "white")])
def test_the_letter_of_a_club_can_be_read_on_its_colour(colour, ink):
    assert f'fill="{ink}">K</text>' in tag("{% club_mark name colour %}", name="Kav", colour=colour)


def test_nothing_is_drawn_for_no_part():
    assert drawn(None) == ""


def test_a_chip_says_its_word_beside_its_colour():
    assert drawn(Chip("live", "good")) == '<span class="mo-chip good">live</span>\n'


def test_a_figure_has_its_label_value_and_movement():
    moved = movement(18102, 17340, marks.number(17340))

    html = drawn(Figure("Members who visited", marks.number(18102), "/rows", moved, trend=[1, 2, 3]))

    assert text(html) == "Members who visited 18,102 ▲ 4.4% from 17,340"
    assert 'href="/rows"' in html
    assert "<polyline" in html


@pytest.mark.parametrize(
    ("now", "before", "options", "by", "tone"),
    [
        (104, 100, {}, "4.0%", "up"),
        (96, 100, {}, "4.0%", "down"),
        (104, 100, {"more_is_good": False}, "4.0%", "down"),
        ("100.5", 100, {}, "0.5%", "same"),
        ("0.48", "0.46", {"share": True}, "2 points", "up"),
        (-50, -100, {}, "50.0%", "up"),
    ],
)
def test_a_movement_is_coloured_by_whether_it_is_good(now, before, options, by, tone):
    moved = movement(now, before, "x", **options)

    assert moved is not None
    assert (text(str(moved.by)), moved.tone) == (by, tone)


@pytest.mark.parametrize(("now", "before"), [(None, 1), (1, None), (1, 0)])
def test_nothing_moved_from_the_unknown_or_from_zero(now, before):
    assert movement(now, before, "x") is None


def test_a_trend_ends_at_the_end_of_its_box():
    line = spark([5, 5, 10])

    assert line.points == "0.0,18.0 32.0,18.0 64.0,2.0"
    assert (line.x, line.y) == ("64.0", "2.0")


def test_lots_stand_in_the_order_they_are_spent_with_the_next_to_expire_marked():
    lots = Lots(
        (Lot("₪20", "soon", 20, "soon"), Lot("₪100", "later", 100), Lot("₪1", "last", 1), Lot("+5", "w", 5, "pending"))
    )

    html = drawn(lots)

    assert re.findall(r'<i class="([^"]*)">', html) == ["mo-p-16 soon", "mo-p-79", "mo-p-1", "mo-p-4 pending"]
    assert text(html).endswith("and 1 more")


@pytest.mark.parametrize(("part", "whole", "share"), [(1, 3, 33), (2, 3, 67), (0, 0, 0), (5, 4, 100), (-1, 4, 0)])
def test_a_share_stays_between_nothing_and_all(part, whole, share):
    assert share_of(part, whole) == share


def test_a_ruler_tells_its_finding_and_keeps_its_last_label_inside():
    html = drawn(Ruler(64, "64 of 100", (Mark(33, "silver"), Mark(95, "gold")), pace=70))

    assert 'aria-label="64 of 100"' in html
    assert '<span class="last">gold</span>' in html
    assert "mo-p-70" in html


def test_an_entry_says_when_what_why_how_much_and_what_is_left():
    entry = Entry(
        dt.datetime(2026, 11, 29, 9, 42, tzinfo=dt.UTC), "Earned", marks.money(2000, signed=True), marks.money(14000),
        "2 full steps.", "Base rule", "/rule", "good",
    )  # fmt: skip

    html = drawn(Entries((entry, Entry(entry.at, "Spent", marks.money(-4000, signed=True), same=True))))

    assert text(html).startswith("When What and why Amount Balance 29 Nov 2026 11:42 Earned 2 full steps. Base rule")
    assert html.count("29 Nov 2026") == 1
    assert '<tr class="same">' in html


def test_a_reason_tree_says_in_words_what_colours_say():
    html = drawn(
        ReasonTree((Reason("yes", "Base", ("one step",), "+₪10"), Reason("near", "Near"), Reason("no", "Morning")))
    )

    assert text(html) == "Applied: Base +₪10 one step Near: Near Not applied: Morning"


def test_an_action_links_posts_or_opens():
    assert 'href="/x"' in drawn(Action("Go", "/x"))
    assert 'value="token"' in drawn(Action("Do", "/x", post=True))
    assert 'data-opens="ask"' in drawn(Action("Ask", opens="ask"))


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (Basis(2, "Adjusted"), "Adjusted"),
        (Notice("Careful."), "Careful."),
        (Empty("No members yet", "They come.", Action("Add", "/add", primary=True)), "No members yet They come. Add"),
        (Crumbs((Crumb("Members", "/m"), Crumb("Noa"))), "Members Noa"),
        (Tabs((Tab("All", "/a", current=True), Tab("Credit", "/c")), "Wallets"), "All Credit"),
        (Steps((Step("Who", "12 members", "done"), Step("When", state="now"))), "Who 12 members When"),
        (Pairs((Pair("E-mail", "noa@example.com", icon="check"),)), "E-mail noa@example.com"),
        (Wallet(Figure("Credit", "₪140"), Lots((Lot("₪140", "1 Nov", 1),))), "Credit ₪140 ₪140 1 Nov"),
        (Bar(12), ""),
    ],
)
def test_other_parts_say_what_they_hold(part, expected):
    assert text(drawn(part)) == expected


def test_a_chart_brings_its_finding_and_its_table():
    series = (
        Series("this year", [1842310, "12.5", None], [marks.money(184231000, headline=True), "12.5", marks.NONE]),
        Series("before", [1, 2, 3], ["1", "2", "3"], before=True),
    )
    chart = Chart("trend", "bars", "December is highest", ["Dec", "Jan", "Feb"], series)

    html = drawn(chart)

    assert 'aria-label="December is highest"' in html
    assert '<script id="trend-spec" type="application/json">' in html
    assert "Dec ₪1,842,310 1" in text(html)
    assert chart.spec["series"][0]["values"] == [1842310, "12.5", None]  # type: ignore[index]
    assert chart.spec["tips"][0] == "Dec\nthis year: ₪1,842,310\nbefore: 1"  # type: ignore[index]


def test_a_chart_cannot_close_its_script():
    chart = Chart("trend", "bars", "x", ["</script><script>alert(1)"], (Series("s", [1], ["1"]),))

    assert "</script><script>alert" not in drawn(chart)


def test_the_ticks_of_a_persian_axis_have_persian_digits(persian):
    words = Chart("a", "bars", "x", [], (), unit="money").spec["words"]

    assert words["digits"] == "۰۱۲۳۴۵۶۷۸۹"  # type: ignore[index]
    assert words["prefix"] == ""  # type: ignore[index]


def test_tags_and_filters():
    assert tag("{{ x|money }}", x=1290) == '<span class="n">₪12.90</span>'
    assert tag("{{ x|money_signed }}", x=1290) == '<span class="n">+₪12.90</span>'
    assert tag("{{ x|money|or_zero:x }}", x=0) == marks.zero()
    assert tag("{{ x|percent_narrow }}", x="0.4821") == '<span class="n">48.2%</span>'
    assert tag("{% number x 2 %}", x="3.456") == '<span class="n">3.46</span>'
    assert tag("{% chip 'live' 'good' %}").startswith('<span class="mo-chip good">')
    assert "۱۱:۴۲" not in tag("{{ x|clock }}", x=dt.datetime(2026, 11, 29, 9, 42, tzinfo=dt.UTC))
    assert text(tag("{% notice 'Careful.' %}{% basis 1 'Correlation only' %}")) == "Careful. Correlation only"


def test_an_icon_is_decoration_unless_it_is_named():
    assert tag('{% icon "check" "s" %}') == '<svg class="mo-i s" aria-hidden="true"><use href="#i-check"/></svg>'
    assert 'role="img" aria-label="Undo"' in tag('{% icon "check" label="Undo" %}')


def test_a_dialog_is_named_by_its_question():
    html = tag('{% dialog "ask" "Send now?" %}<p>Sure.</p>{% enddialog %}')

    assert '<dialog class="mo-dialog" id="ask" aria-labelledby="ask-title"><h2 id="ask-title">Send now?</h2>' in html
