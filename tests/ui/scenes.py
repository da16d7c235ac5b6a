"""The pages of the gallery as values: the figures of the look's pictures, made of the product's parts."""

import datetime as dt

from django.utils.html import format_html
from django.utils.safestring import SafeString

from moadon.ui import marks
from moadon.ui.charts import Chart, Line, Series, Spot
from moadon.ui.figures import Bar, Figure, Lot, Lots, Mark, Movement, Ruler, Wallet, movement
from moadon.ui.parts import Basis, Chip, Crumb, Crumbs, Entries, Entry, Pair, Pairs, Reason, ReasonTree, Tab, Tabs
from tests.ui.words import say

NOW = [1842310, 1318920, 1226480, 1451060, 1389740, 1417250, 1362890, 1498300, 1655430, 1712880, 1238615, 1384558]
BEFORE = [1701400, 1262300, 1181900, 1322500, 1356100, 1338700, 1301200, 1397300, 1509800, 1634200, 1249900, 1221600]
DAY = dt.date
NINE = (
    ("share", ["0.46", "0.464", "0.462", "0.468", "0.469", "0.473", "0.477", "0.48"], "share", "0.46"),
    ("receipts", ["0.30", "0.302", "0.299", "0.301", "0.303", "0.305", "0.31"], "share", "0.30"),
    ("visited", ["17340", "17392", "17466", "17602", "17750", "17990", "18102"], "0", "17340"),
    ("spend", ["896", "899", "897", "902", "907", "911", "919"], "money", "896"),
    ("per_member", ["3.49", "3.5", "3.51", "3.52", "3.55", "3.56"], "2", "3.49"),
    ("average", ["271", "273", "270", "271", "272", "270", "274", "272", "274", "273"], "money", "271"),
    ("items", ["5.11", "5.12", "5.1", "5.08", "5.07", "5.06"], "2", "5.11"),
    ("items_member", ["16.52", "16.5", "16.58", "16.62", "16.7", "16.8"], "2", "16.52"),
    ("absent", ["3120", "3150", "3190", "3240", "3310", "3449"], "0", "3120", False),
)


def told(key: str, **values: SafeString) -> SafeString:
    return format_html(say(key), **values)


def at(day: DAY, clock: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), dt.UTC) - dt.timedelta(hours=2)


def overview() -> dict[str, object]:
    by_year = Movement(1, marks.percent("0.062", 1), marks.money(1647690000, headline=True), good=True)
    tick = format_html('<i class="mo-tick"></i>{}', say("year_before"))
    hero = Figure(say("turnover"), marks.money(1749843300, headline=True), "#", by_year, note=tick, big=True)
    return {
        "say": say,
        "earned": told(
            "earned", n=format_html('<a class="fig mo-600" href="#">{}</a>', marks.money(82550000, headline=True))
        ),
        "basis": Basis(3, told("measured", n=marks.number(1080))),
        "hero": hero,
        "nine": _nine(),
        "trend": _trend(),
        "segments": _segments(),
        "five": told("five", n=marks.number(3644)),
        "rows": _segment_rows(),
        "expires": told(
            "expires",
            amount=format_html("<b>{}</b>", marks.money(4128000, headline=True)),
            day=marks.day_month(DAY(2026, 12, 31)),
            n=marks.number(1904),
        ),
        "from": DAY(2025, 12, 1),
        "to": DAY(2026, 11, 30),
    }


def _nine() -> list[Figure]:
    return [_figure(key, values, *rest) for key, values, *rest in NINE]


def _figure(key: str, values: list[str], kind: str, before: str, more_is_good: bool = True) -> Figure:
    now, share = values[-1], kind == "share"
    moved = movement(now, before, _written(kind, before), share=share, more_is_good=more_is_good, noise="0.008")
    return Figure(say(key), _written(kind, now), "#", moved, trend=values)


def _written(kind: str, value: str) -> SafeString:
    if kind == "share":
        return marks.percent(value, narrow=True)
    return marks.money(int(value) * 100, headline=True) if kind == "money" else marks.number(value, int(kind))


def _trend() -> Chart:
    texts, before = ([marks.money(v * 100, headline=True) for v in values] for values in (NOW, BEFORE))
    series = (Series(say("now"), NOW, texts), Series(say("year_before"), BEFORE, before, before=True))
    return Chart("trend", "bars", say("turnover"), say("months").split(), series, top=2_000_000)


def _segments() -> Chart:
    values = [3, 7, 11, 19, 59]
    numbers = [marks.number(n) for n in range(1, 6)]
    series = (Series(say("share"), values, [marks.number(v) for v in values]),)
    line = Line(20, told("if_alike", n=marks.number(20)))
    return Chart(
        "shares",
        "bars",
        say("segments"),
        numbers,
        series,
        caption=say("share"),
        height="mid",
        ramp=True,
        axis=False,
        line=line,
        top=60,
        table=False,
    )


def _segment_rows() -> list[tuple[int, SafeString, SafeString, SafeString, SafeString]]:
    given = [
        (5, 268900, "8.86", 30300, "0.59"),
        (4, 87700, "3.56", 24600, "0.19"),
        (3, 51000, "2.30", 22200, "0.11"),
        (2, 30800, "1.63", 18900, "0.07"),
        (1, 14300, "1.26", 11300, "0.03"),
    ]
    return [
        (n, marks.money(a, headline=True), marks.number(v, 2), marks.money(r), marks.percent(s, narrow=True))
        for n, a, v, r, s in given
    ]


def _wallets() -> list[Wallet]:
    soon = told("soon", n=marks.number(30), day=marks.day(DAY(2026, 12, 31)))
    credit = (
        Lot(marks.money(2000), soon, 20, "soon"),
        Lot(marks.money(10000), marks.day(DAY(2027, 11, 1)), 100),
        Lot(marks.money(2000), marks.day(DAY(2027, 11, 29)), 20),
    )
    waits = told("pending", day=marks.day(DAY(2026, 12, 13)))
    points = (
        Lot(marks.number(320), marks.day(DAY(2027, 2, 28)), 320),
        Lot(marks.number(920), marks.day(DAY(2027, 8, 31)), 920),
        Lot(marks.points(214, signed=True, narrow=True), waits, 214, "pending"),
    )
    gift = (Lot(marks.money(15000), marks.day(DAY(2031, 5, 14)), 1),)
    return [
        Wallet(Figure(say("credit"), marks.money(14000), "#"), Lots(credit)),
        Wallet(Figure(say("points"), marks.number(1240), "#"), Lots(points)),
        Wallet(Figure(say("gift"), marks.money(15000), "#"), Lots(gift)),
    ]


def member() -> dict[str, object]:
    goals = (
        Mark(33, format_html("{} {}", say("silver"), marks.money(200000, headline=True))),
        Mark(83, format_html("{} {}", say("gold"), marks.money(500000, headline=True))),
    )
    return {
        "say": say,
        "crumbs": Crumbs((Crumb(say("members"), "#"), Crumb(say("noa")))),
        "card": told("card", n=marks.isolated("2004 1187")),
        "joined": told("joined", day=marks.day(DAY(2024, 5, 14))),
        "wallets": _wallets(),
        "year": Figure(say("year"), marks.money(384200), "#"),
        "ruler": Ruler(64, say("year"), goals, pace=70),
        "to_gold": told(
            "to_gold",
            n=format_html('<span class="mo-500">{}</span>', marks.money(115800)),
            day=marks.day(DAY(2026, 12, 31)),
        ),
        "tabs": Tabs(
            (Tab(say("all"), "#", current=True), Tab(say("credit"), "#"), Tab(say("points"), "#")), say("entries")
        ),
        "entries": _entries(),
        "pairs": Pairs(
            (
                Pair(say("email"), marks.isolated("noa@example.com")),
                Pair(say("birthday"), marks.day_month(DAY(2026, 5, 14))),
                Pair("SMS", marks.day(DAY(2024, 5, 14)), icon="check", tone="good"),
            )
        ),
    }


def _entries() -> Entries:
    day = DAY(2026, 11, 29)
    return Entries(
        (
            Entry(
                at(day, "11:42"),
                told("earn_title", n=marks.isolated("10042")),
                marks.money(2000, signed=True),
                marks.money(14000),
                told("earn_why", step=marks.money(10000), base=marks.money(21400)),
                say("base_rule"),
                "#",
                "good",
            ),
            Entry(
                at(day, "11:42"),
                say("spent_title"),
                marks.money(-4000, signed=True),
                marks.money(12000),
                told("spent_why", day=marks.day(DAY(2026, 11, 30))),
                same=True,
            ),
            Entry(
                at(day, "11:42"),
                say("points"),
                marks.points(214, signed=True, narrow=True),
                marks.points(1240, narrow=True),
                same=True,
            ),
            Entry(
                at(DAY(2026, 11, 1), "00:10"),
                say("targets"),
                marks.money(10000, signed=True),
                marks.money(17000),
                rule=say("base_rule"),
                tone="good",
            ),
            Entry(at(DAY(2026, 9, 30), "23:59"), say("expired"), marks.money(-500, signed=True), marks.money(6000)),
        )
    )


def programme() -> dict[str, object]:
    steps = ((400, 40, 26), (800, 100, 10), (1200, 180, 4), (1600, 280, 1))
    draft = Series(say("draft"), [0, 0, 400, 40, 800, 100, 1200, 180, 1600, 280, 2000, 280], [])
    live = Series("live", [0, 0, 400, 40, 750, 100, 1200, 180, 2000, 180], [], before=True)
    tree = ReasonTree(
        (
            Reason(
                "yes",
                say("targets"),
                (told("makes", a=marks.money(61200), b=marks.money(19400), c=marks.money(80600)), say("credit_no")),
                marks.money(10000, signed=True),
            ),
            Reason("near", say("near"), (told("near_why", a=marks.money(39400), b=marks.money(18000)),)),
            Reason("no", say("morning"), (say("morning_why"),)),
        )
    )
    return {
        "say": say,
        "chip": Chip(say("draft"), "acc"),
        "chart": Chart(
            "stairs",
            "steps",
            say("ladder"),
            [],
            (live, draft),
            unit="money",
            spots=(Spot(806, 100, say("basket_here")),),
            top=300,
            across=2000,
            table=False,
        ),
        "steps": [
            (n, reach, give, marks.percent(str(give / reach), 1, narrow=True), Bar(share * 3))
            for n, (reach, give, share) in enumerate(steps, 1)
        ],
        "tree": tree,
        "crumbs": Crumbs((Crumb(say("targets"), "#"), Crumb(say("ladder")))),
    }
