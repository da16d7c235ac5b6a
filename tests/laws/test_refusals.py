"""Every refusal has words in three languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

from moadon.interfaces.api.problems import CODES
from moadon.ui.words import catalogue
from tests.laws.tree import parsed, place, python_files


def test_every_code_of_a_refusal_is_told_in_three_languages() -> None:
    known = catalogue()
    silent = {
        f"{code} ({place(path)})"
        for path in python_files("src")
        for code in _codes(path)
        if not known.knows(f"refusal.{code}")
    }

    assert sorted(silent) == []


def test_what_the_api_makes_of_faulty_values_is_told_too() -> None:
    known = catalogue()

    assert [code for code in CODES.values() if not known.knows(f"refusal.{code}")] == []


def _codes(path: Path) -> Iterator[str]:
    """The codes that a module raises: first argument of `Refused`, and what `refusing` makes of broken constraints."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Refused" and node.args:
            yield from _texts(node.args[0])
        if isinstance(node, ast.Dict):
            for value in node.values:
                if isinstance(value, ast.Tuple) and len(value.elts) == 2:
                    yield from (text for text in _texts(value.elts[0]) if text.endswith("_taken"))


def _texts(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may be: a literal, or either side of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
