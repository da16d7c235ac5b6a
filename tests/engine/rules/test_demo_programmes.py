"""The programme documents that come with the product are good, and give what their first line says."""

from pathlib import Path

import pytest

from moadon.engine.rules import check, compile_programme, evaluate, explain, parse
from moadon.kernel.sentences import LANGUAGES
from moadon.kernel.shapes import Shapes
from tests.engine.shop import NEWCOMER, TEHRAN, TEL_AVIV, Member, at, basket, earned, line, minor

FOLDER = Path(__file__).parents[3] / "demo" / "programmes"
FILES = sorted(FOLDER.glob("*.yaml"))


def programme(name: str, clock=TEL_AVIV):
    return compile_programme(parse((FOLDER / f"{name}.yaml").read_text("utf-8")), clock)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_document_is_good_and_says_so_in_three_languages(file):
    document = parse(file.read_text("utf-8"))
    assert check(document) == ()
    assert document.id == file.stem
    for language in LANGUAGES:
        speaker = Shapes(language, document.currency, "gregorian", "Asia/Jerusalem")
        for sentence in explain(compile_programme(document, TEL_AVIV), speaker):
            assert sentence.text
            assert "{" not in sentence.text


def test_there_is_one_for_each_published_table_and_two_whole_clubs():
    assert [file.stem for file in FILES] == ["bagh", "crafts", "fashion", "kav", "supermarket"]


@pytest.mark.parametrize(("spend", "gets"), [("500", "50"), ("1000", "100"), ("2000", "200"), ("99.99", "0")])
def test_fashion_gives_ten_for_a_hundred(spend, gets):
    assert earned(evaluate(programme("fashion"), basket("2026-11-22 10:15", spend), NEWCOMER), "base") == minor(gets)


@pytest.mark.parametrize(("spend", "gets"), [("400", "40"), ("800", "100"), ("1200", "180"), ("1600", "280")])
def test_the_supermarket_pays_the_highest_step(spend, gets):
    member = Member(programme("supermarket"))
    member.buy(basket("2026-11-22 10:15", spend))
    assert member.close("monthly", "2026-11-22").amount == minor(gets)


@pytest.mark.parametrize(("spend", "gets"), [("500", "50"), ("1500", "225"), ("2500", "500"), ("3500", "875")])
def test_crafts_pays_the_rate_of_the_whole(spend, gets):
    assert earned(evaluate(programme("crafts"), basket("2026-11-22 10:15", spend), NEWCOMER), "quarter") == minor(gets)


def test_the_demo_chain_on_a_sunday_and_a_monday():
    member = Member(programme("kav"))
    sunday = member.buy(basket("2026-11-22 10:15", "150.90"))
    assert [(e.rule, e.amount) for e in sunday.earnings] == [("base", 500), ("monthly", 0), ("points", 300)]
    monday = member.buy(basket("2026-11-23 10:15", "249.10"))
    assert [(e.rule, e.amount) for e in monday.earnings] == [("base", 1500), ("monthly", 0), ("points", 249)]
    assert member.close("monthly", "2026-11-22").amount == minor("20")


def test_the_persian_club_on_a_thursday_evening():
    member = Member(programme("bagh", TEHRAN))
    what = basket(
        at("2026-11-26 19:00", TEHRAN), line("54500000", tax="0.09", currency="IRR"), clock=TEHRAN, currency="IRR"
    )
    evaluation = member.buy(what)
    assert [(e.rule, e.amount, e.period) for e in evaluation.earnings] == [
        ("season", 1_500_000, "j1405-Q3"),
        ("evening", 50, "-"),
    ]
    assert evaluation.earnings[1].active_at == at("2026-12-03 00:00", TEHRAN)
