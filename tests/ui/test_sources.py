"""Laws of templates, styles and scripts that a browser would only show here and there."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "moadon"
BUILT = PACKAGE / "ui" / "static" / "moadon" / "built"
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
SHEETS = sorted((PACKAGE / "ui" / "assets" / "css").glob("*.css"))
_INLINE = re.compile(
    r"<style|<script(?![^>]*(?:\bsrc=|type=.application/json))|\sstyle=|\son[a-z]+=|javascript:|hx-on", re.IGNORECASE
)
_SIDES = re.compile(
    r"\b(?:margin|padding|border|inset)-(?:left|right)\b|(?<![\w-])(?:left|right)\s*:|float:\s*(?:left|right)"
)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_script_and_no_style(template):
    assert _INLINE.findall(template.read_text("utf-8")) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_knows_start_and_end_not_left_and_right(sheet):
    assert _SIDES.findall(sheet.read_text("utf-8")) == []


def test_every_icon_that_is_named_is_in_the_sprite():
    if not BUILT.exists():
        pytest.skip("skipped: the pages' files are not built")
    sprite = (BUILT / "icons.svg").read_text("utf-8")
    named = re.compile(r"(?<![.\w-])icon(?:: str)?(?: | ?= ?)[\"']([a-z0-9-]+)[\"']")
    sources = [*TEMPLATES, *PACKAGE.rglob("*.py")]
    wanted = {name for path in sources for name in named.findall(path.read_text("utf-8"))}

    assert sorted(name for name in wanted if f'id="i-{name}"' not in sprite) == [], "run npm run build"


def test_the_tokens_say_each_colour_once_for_both_themes():
    tokens = (PACKAGE / "ui" / "assets" / "css" / "tokens.css").read_text("utf-8")
    colours = re.findall(r"--mo-[a-z0-9-]+:\s*#", tokens)

    assert colours == []
    assert tokens.count("light-dark(") > 30
