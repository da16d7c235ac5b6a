"""Whoever is refused is told why, in their language."""

import ast

import yaml

from tests.laws.tree import PACKAGE, parsed, place, python_files

LANGUAGES = ("en", "he", "fa")


def test_every_refusal_has_its_words_in_three_languages() -> None:
    known = {language: _keys(language) for language in LANGUAGES}
    silent = sorted(
        f"{code} ({where}): {', '.join(missing)}"
        for code, where in _codes().items()
        if (missing := [language for language in LANGUAGES if f"refusal.{code}" not in known[language]])
    )

    assert silent == [], "\n".join(silent)


def test_a_refusal_is_found_where_it_is_raised() -> None:
    assert "unknown_id" in _codes()


def _codes() -> dict[str, str]:
    """Code of each refusal that is written out somewhere -> one place of it."""
    found = {}
    for path in python_files("src"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Refused" and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    found[str(code.value)] = place(path, node)
    return found


def _keys(language: str) -> set[str]:
    keys: set[str] = set()
    for path in PACKAGE.rglob(f"{language}.yaml"):
        keys |= set(yaml.safe_load(path.read_text("utf-8")) or {})
    return keys
