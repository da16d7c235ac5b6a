"""What is written for people is true: commands, settings and capabilities are those that are there."""

import re

import pytest
from tools import reference

from tests.laws.tree import CHECKOUT, functions, python_files

CAPABILITIES = CHECKOUT / "docs" / "reference" / "capabilities.md"
PRODUCTION = CHECKOUT / "docs" / "howto" / "run-in-production.md"
_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
_ROW = re.compile(r"^\| *([A-HSTX]\d+) *\|", re.MULTILINE)
_SETTING = re.compile(r"MOADON_[A-Z_]+")


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    assert reference.TARGET.read_text(encoding="utf-8") == reference.text(), "run: make docs"


def test_options_that_take_one_of_a_few_words_name_them() -> None:
    page = reference.TARGET.read_text(encoding="utf-8")

    assert "One of `branch`, `employee`, `month`, `segment`." in page
    assert "One of `table`, `json`, `csv`, `xlsx`." in page
    assert "## `moadon import members|products|receipts FILE`" in page


def test_every_command_says_what_it_does() -> None:
    titles = re.findall(r"^## .*\n\n(.*)$", reference.text(), re.MULTILINE)

    assert titles
    assert all(titles)


def test_every_claimed_capability_names_a_test_that_is_there() -> None:
    text = CAPABILITIES.read_text(encoding="utf-8") if CAPABILITIES.exists() else ""
    unproven = [line.split("|")[1].strip() for line in text.splitlines() if _ROW.match(line) and not _TEST.search(line)]
    missing = [
        f"{path}::{name}"
        for path, name in _TEST.findall(text)
        if not (CHECKOUT / path).exists() or (name and name not in _names_in(path))
    ]

    assert unproven == []
    assert missing == []


def test_a_capability_is_told_once() -> None:
    told = _ROW.findall(CAPABILITIES.read_text(encoding="utf-8"))

    assert sorted(told) == sorted(set(told))


def test_every_setting_is_explained() -> None:
    used = {
        name
        for path in [*python_files("src"), CHECKOUT / "Makefile"]
        for name in _SETTING.findall(path.read_text(encoding="utf-8"))
    }
    explained = set(_SETTING.findall(PRODUCTION.read_text(encoding="utf-8")))

    assert used - explained - _INTERNAL == set()
    assert explained - used == set()


_INTERNAL = {"MOADON_POOL", "MOADON_LOG_FILE"}
"""Said by one of our processes to another, not by people."""


@pytest.mark.parametrize("folder", ["docs", "."])
def test_links_between_pages_lead_somewhere(folder: str) -> None:
    pages = (CHECKOUT / folder).rglob("*.md") if folder == "docs" else CHECKOUT.glob("*.md")
    broken = [
        f"{page.relative_to(CHECKOUT)} -> {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []


def _names_in(path: str) -> set[str]:
    return {function.name for function in functions(CHECKOUT / path)}
