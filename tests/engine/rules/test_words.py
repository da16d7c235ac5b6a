"""Whatever the engine can say, it can say in three languages: every message key of the source has its sentences."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from moadon.engine import rules
from moadon.engine.rules import catalogue
from moadon.engine.rules.document.limits import Per
from moadon.engine.rules.parse import _CODES
from moadon.kernel.sentences import LANGUAGES

SOURCE = Path(rules.__file__).parent
PERIODS = Per.__args__
CUTS = (
    *(f"{kind}{what}.{period}" for kind in ("", "total.") for what in ("amount", "times") for period in PERIODS),
    "budget.amount.ever",
)


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every call of the engine's rules by the name of what is called, with the file it is in."""
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                yield file.name, name, node


def pattern(node: ast.expr) -> str | None:
    """The text of an expression as a regular expression, gaps as anything; None where it is no text at all."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            re.escape(part.value) if isinstance(part, ast.Constant) and isinstance(part.value, str) else ".+"
            for part in node.values
        )
    return None


def texts(node: ast.expr) -> list[str]:
    """The texts that an expression may be: both branches of a choice."""
    if isinstance(node, ast.IfExp):
        return texts(node.body) + texts(node.orelse)
    found = pattern(node)
    return [] if found is None else [found]


def made() -> dict[str, str]:
    """Patterns of message keys, each with the file that makes it."""
    found: dict[str, str] = {}
    for file, name, node in calls():
        if name == "Message" and node.args:
            found |= dict.fromkeys(texts(node.args[0]), file)
        if name == "say" and node.args:
            found |= dict.fromkeys([one for one in texts(node.args[0]) if "." in one.removeprefix(".+")], file)
        if name == "NotApplied" and len(node.args) > 1:
            found |= {f"not_applied\\.{text}(\\..+)?": file for text in texts(node.args[1])}
        if name in ("error", "warning", "_unknown") and len(node.args) > 1:
            prefix = "unknown_" if name == "_unknown" and len(node.args) == 4 else ""
            found |= {f"finding\\.{prefix}{text}": file for text in texts(node.args[1])}
        if name == "refuse" and node.args and file != "judge.py":
            found |= {f"finding\\.{text}": file for text in texts(node.args[0])}
    return found


MADE = made()


@pytest.mark.parametrize("key", sorted(MADE))
def test_every_key_of_the_source_has_its_sentences(key):
    for language in LANGUAGES:
        known = catalogue().sentences[language]
        assert any(re.fullmatch(key, one) for one in known), (key, MADE[key], language)


def test_the_walk_finds_what_is_there():
    plain = {key.replace("\\", "") for key in MADE}
    assert {"promotion.percent", "near.basket", "finding.items_needed", "finding.just_one", "limit.promotions"} <= plain
    assert len(plain) > 90
    assert {"members_only", "coupon_needed", "other_dates"} <= codes()


def codes() -> set[str]:
    """The codes with which conditions do not hold: those written on them."""
    found = set()
    for file in ("conditions.py", "persons.py"):
        for node in ast.walk(ast.parse((SOURCE / file).read_text("utf-8"))):
            if (
                isinstance(node, ast.FunctionDef)
                and node.name == "code"
                and isinstance(last := node.body[-1], ast.Return)
            ):
                found |= {last.value.value} if isinstance(last.value, ast.Constant) else set()
    return found


OF_CONDITIONS = {
    *(f"other_{kind}" for kind in ("branch", "channel", "payment")),
    *(f"no_{kind}" for kind in ("sku", "category", "brand")),
    *(f"not_{kind}{form}" for kind in ("birthday", "anniversary") for form in ("", ".on", ".unknown")),
}
OF_JUDGE = {"no_items", "gift_not_there", "excluded_by_group", "basket_below", "set_incomplete", "no_effect"}


@pytest.mark.parametrize("code", sorted(codes() | OF_CONDITIONS | OF_JUDGE))
def test_every_reason_for_nothing_has_its_sentence(code):
    assert catalogue().knows(f"not_applied.{code}")


@pytest.mark.parametrize("cut", CUTS)
def test_every_limit_has_its_sentence(cut):
    assert catalogue().knows(f"limit.{cut}")


@pytest.mark.parametrize(
    "code", [*set(_CODES.values()), *(f"unknown_{one}" for one in ("group", "promotion", "level"))]
)
def test_every_finding_has_its_sentence(code):
    assert catalogue().knows(f"finding.{code}")
    if code.startswith("unknown_"):
        assert catalogue().knows(f"finding.{code}.meant")
