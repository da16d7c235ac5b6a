"""A name that says nothing collects everything."""

from tests.laws.tree import CHECKOUT, place

FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "managers", "manager", "signals", "misc", "stuff"}


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    found = [
        place(path)
        for top in ("src", "tests", "tools", "benchmarks")
        for path in (CHECKOUT / top).rglob("*")
        if path.stem in FORBIDDEN and (path.is_dir() or path.suffix == ".py") and "node_modules" not in path.parts
    ]

    assert found == [], "\n".join(found)


def test_migrations_are_named_by_hand() -> None:
    found = [place(path) for path in (CHECKOUT / "src").rglob("migrations/*_auto_*.py")]

    assert found == [], "\n".join(found)
