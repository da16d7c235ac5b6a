"""Tables are only described in models; what happens is written in actions, where it can be read."""

import ast

from tests.laws.tree import PACKAGE, parsed, place, python_files

_VERBS = ("save", "delete", "full_clean", "asave", "adelete")
_HIDDEN = ("django.db.models.signals", "django.dispatch", "django.core.signals")


def test_no_model_overrides_how_it_is_written() -> None:
    found = [
        f"{place(path, node)} {node.name}"
        for path in python_files("src/moadon/apps")
        if path.stem == "models" or "models" in path.parts
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef) and node.name in _VERBS
    ]

    assert found == [], "\n".join(found)


def test_nothing_listens_in_secret() -> None:
    found = [
        place(path, node)
        for path in python_files("src")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom | ast.Import) and any(name in ast.unparse(node) for name in _HIDDEN)
    ]

    assert found == [], "\n".join(found)


def test_every_room_of_the_apps_is_read() -> None:
    assert len(list((PACKAGE / "apps").glob("*/models*"))) >= 5
