"""Colours come from the tokens, so that both themes and every brand hold."""

import re

import pytest

from tests.laws.tree import PACKAGE, place

_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|oklch\(", re.IGNORECASE)
_IN_PAGE = re.compile(
    r"(?:fill|stroke|color|background(?:-color)?|stop-color|border(?:-color)?)\s*[=:]\s*[\"']?\s*(#[0-9a-f]{3,8}\b|rgba?\()",
    re.IGNORECASE,
)
_WHITE = ("#fff", "#ffffff")
_SHEETS = [path for path in sorted(PACKAGE.rglob("*.css")) if path.name != "tokens.css" and "built" not in path.parts]
_PAGES = [path for pattern in ("*.html", "*.svg", "*.mjs", "*.js") for path in sorted(PACKAGE.rglob(pattern))]


@pytest.mark.parametrize("sheet", _SHEETS or [None], ids=lambda path: path.name if path else "none")
def test_a_style_sheet_takes_its_colours_from_the_tokens(sheet: object) -> None:
    found = _raw_colours(sheet, _COLOUR) if sheet else []

    assert found == [], "\n".join(found)


def test_a_page_takes_its_colours_from_the_tokens() -> None:
    found = [line for page in _PAGES if "built" not in page.parts for line in _raw_colours(page, _IN_PAGE)]

    assert found == [], "\n".join(found)


@pytest.mark.parametrize("text", ["color: #ff0000", "border: 1px solid rgb(1, 2, 3)", "fill: #ABC"])
def test_a_raw_colour_is_seen(text: str) -> None:
    assert _COLOUR.search(text)


def _raw_colours(path: object, pattern: re.Pattern[str]) -> list[str]:
    from pathlib import Path

    assert isinstance(path, Path)
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        colours = [match.group(match.lastindex or 0) for match in pattern.finditer(line)]
        raw = [colour for colour in colours if colour.lower() not in _WHITE and f"url({colour}" not in line]
        if raw:
            found.append(f"{place(path)}:{number} {', '.join(raw)}")
    return found
