"""The examples of the promotions' page are what happens."""

import re
from pathlib import Path

import pytest

from moadon.engine.rules import check, compile_programme, evaluate, parse
from moadon.engine.rules.templates import templates
from tests.engine.promotions.board import HEAD
from tests.engine.shop import NEWCOMER, TEL_AVIV, basket, line

PAGES = Path(__file__).parents[3] / "docs" / "reference" / "programme"
PAGE = (PAGES / "promotions.md").read_text("utf-8")
_ROW = re.compile(r"^\| (\d[^|]*) \| (anybody|member) \| ([\d.]+) \|", re.MULTILINE)
_GOODS = re.compile(r"(\d+) (\w+) at ([\d.]+)")


def examples() -> list[tuple[str, str, str, str]]:
    """Document, basket, who buys, what is paid: for each row below a block of promotions."""
    found = []
    blocks = re.split(r"```yaml\n", PAGE)[1:]
    for block in blocks:
        text, _, after = block.partition("```")
        found += [(text, *row) for row in _ROW.findall(after)]
    return found


@pytest.mark.parametrize(("text", "goods", "who", "pays"), examples())
def test_the_baskets_of_the_page(text, goods, who, pays):
    document = parse(HEAD + text, languages=())
    assert check(document, ()) == ()
    lines = [
        line(f"{float(price) * int(count):.2f}", sku, sku, number=str(n), units=count)
        for n, (count, sku, price) in enumerate(_GOODS.findall(goods))
    ]
    what = basket("2026-11-22 10:15", *lines)
    told = evaluate(compile_programme(document, TEL_AVIV), what, NEWCOMER if who == "member" else None)
    assert f"{told.to_pay // 100}.{told.to_pay % 100:02}" == pays


def test_the_page_has_examples():
    assert len(examples()) == 10


def test_every_template_is_on_the_page_of_words():
    words = (PAGES / "words.md").read_text("utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \| [a-z]", words[words.index("## Ready") :], re.MULTILINE) == [
        one.id for one in templates()
    ]
