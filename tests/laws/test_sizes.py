"""Long files and functions hide things. The limits only ever go down."""

import ast
from collections.abc import Iterator

from tests.laws.tree import functions, parsed, place, python_files

TOPS = ("src", "tests", "tools", "benchmarks")
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
MOST_PARAMETERS = 6
GROWING_FILE, GROWING_FILES = 300, 6
GROWING_FUNCTION, GROWING_FUNCTIONS = 40, 0
"""How many may be longer than is good: what grows towards the limit. Lower the count when there are fewer."""
_SLACK = 2


def test_no_file_is_longer_than_the_limit() -> None:
    long = [
        f"{place(path)}: {lines} lines"
        for path in python_files(*TOPS)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    ]

    assert long == [], "\n".join(long)


def test_no_function_is_longer_than_the_limit() -> None:
    long = [
        f"{place(path, function)} {function.name}: {length} lines"
        for path in python_files(*TOPS)
        for function in functions(path)
        if (length := (function.end_lineno or function.lineno) - function.lineno + 1) > LONGEST_FUNCTION
    ]

    assert long == [], "\n".join(long)


def test_no_function_takes_more_parameters_than_the_limit() -> None:
    wide = [
        f"{place(path, function)} {function.name}: {count} parameters"
        for path in python_files("src", "tools")
        for function in functions(path)
        if (count := len(list(_parameters(function)))) > MOST_PARAMETERS
    ]

    assert wide == [], "\n".join(wide)


def test_files_that_outgrow_a_room_become_fewer() -> None:
    long = [
        f"{place(path)}: {lines} lines"
        for path in python_files(*TOPS)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > GROWING_FILE
    ]

    assert len(long) <= GROWING_FILES, "\n".join(long)
    assert len(long) >= GROWING_FILES - _SLACK, f"fewer by now: set GROWING_FILES to {len(long)}"


def test_functions_that_outgrow_a_screen_become_fewer() -> None:
    long = [
        f"{place(path, function)} {function.name}: {length} lines"
        for path in python_files(*TOPS)
        for function in functions(path)
        if (length := (function.end_lineno or function.lineno) - function.lineno + 1) > GROWING_FUNCTION
    ]

    assert len(long) <= GROWING_FUNCTIONS, "\n".join(long)
    assert len(long) >= GROWING_FUNCTIONS - _SLACK, f"fewer by now: set GROWING_FUNCTIONS to {len(long)}"


def test_the_tree_is_read() -> None:
    assert any(parsed(path).body for path in python_files("src"))


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.arg]:
    """What callers pass. The options of a command are its user interface: they are passed by a person, by name."""
    every = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    defaults = [*function.args.defaults, *(default for default in function.args.kw_defaults if default)]
    options = sum(1 for default in defaults if "typer." in ast.unparse(default))
    annotated = sum(1 for one in every if one.annotation and "typer." in ast.unparse(one.annotation))
    named = [one for one in every if one.arg not in ("self", "cls")]
    return iter(named[: len(named) - options - annotated])
