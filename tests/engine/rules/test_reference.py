"""The reference page of programme documents tells the truth: its example runs, its tables hold, nothing is left out."""

import re
from pathlib import Path

from moadon.engine.rules import catalogue, check, compile_programme, json_schema, parse
from tests.engine.shop import TEL_AVIV, Member, basket, earned, minor, programme

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
PAGE = (REFERENCE / "programme-document.md").read_text("utf-8")
PAGES = PAGE + "".join(page.read_text("utf-8") for page in sorted((REFERENCE / "programme").glob("*.md")))


def test_the_example_is_a_good_programme():
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    document = parse(example)
    assert check(document) == ()
    assert len(compile_programme(document, TEL_AVIV).rules) == 4


def test_every_key_of_the_format_is_on_the_page():
    schema = json_schema()
    keys = {key for part in [schema, *schema["$defs"].values()] for key in part.get("properties", {})}
    assert len(keys) > 40
    missing = {key for key in keys - {"en", "he", "fa"} if not re.search(rf"\b{key}\b", PAGES)}
    assert missing == set()


def test_every_finding_is_on_the_page_and_no_other():
    tables = "".join(re.findall(r"^## Findings$(.*?)(?=^#|\Z)", PAGES, re.MULTILINE | re.DOTALL))
    told = set(re.findall(r"^\| `([a-z_0-9]+)`(?: \(warning\))? \| ", tables, re.MULTILINE))
    known = {
        key.removeprefix("finding.") for key in catalogue().sentences["en"] if re.fullmatch(r"finding\.[a-z_0-9]+", key)
    }
    assert told == known


def test_the_tables_of_the_page_hold():
    rows = re.findall(r"^\| ([\d.]+), then ([\d.]+) \| (\d+), (\d+) \| (\d+), (\d+) \|$", PAGE, re.MULTILINE)
    assert len(rows) == 2
    for first, second, *expected in rows:
        got = []
        for basis in ("receipt", "accumulated"):
            member = Member(programme(f"{{id: r, type: linear, every: '100', give: '10', basis: {basis}}}"))
            got += [earned(member.buy(basket("2026-11-22 10:00", price))) for price in (first, second)]
        assert got == [minor(amount) for amount in expected]
    rates = re.findall(r"^\| (\d+\.\d\d) \| (\d+\.\d\d) \| (\d+\.\d\d) \|$", PAGE, re.MULTILINE)
    assert len(rates) == 2
    for price, *expected in rates:
        for method, amount in zip(("whole", "within"), expected, strict=True):
            club = programme(
                f"{{id: r, type: rate_by_value, period: quarter, method: {method},"
                " bands: [{from: 0, rate: '0.1'}, {from: 1000, rate: '0.15'}]}"
            )
            assert earned(Member(club).buy(basket("2026-11-22 10:00", price))) == minor(amount)
