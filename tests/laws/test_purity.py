"""Engine and kernel decide on plain values: no clock, no chance, no Django. Same input, same answer, for ever."""

import ast
import os
import subprocess
import sys

import pytest

from tests.laws.tree import CHECKOUT, parsed, place, python_files

_CLOCKS = ("now", "today", "utcnow", "time", "monotonic", "perf_counter")
_BLOCKED = ("django", "ninja", "psycopg", "procrastinate", "granian", "duckdb")
_WITHOUT = """
import sys
class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] in {blocked!r}:
            raise ImportError('no ' + name + ' here')
sys.meta_path.insert(0, Wall())
import pytest
folder = sys.argv[1]
sys.exit(pytest.main(['-q', '-p', 'no:django', '-p', 'no:schemathesis', '-p', 'no:xdist', '-p', 'no:cacheprovider',
                      '--confcutdir=' + folder, folder]))
"""


def test_engine_and_kernel_never_ask_the_clock() -> None:
    found = [
        f"{place(path, node)} {ast.unparse(node)}"
        for path in python_files("src/moadon/engine", "src/moadon/kernel")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _asks_clock(node.func)
    ]

    assert found == [], "\n".join(found)


def _asks_clock(called: ast.Attribute) -> bool:
    owner = ast.unparse(called.value)
    return called.attr in _CLOCKS and owner.split(".")[-1] in ("datetime", "date", "time", "timezone")


@pytest.mark.parametrize("floor", ["engine", "kernel"])
def test_its_tests_run_without_django(floor: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT.format(blocked=_BLOCKED), str(CHECKOUT / "tests" / floor)],
        cwd=CHECKOUT,
        # As plain Python, which is what runs where there is no compiler: the tests themselves take what is compiled.
        env={**os.environ, "MOADON_NATIVE": "0"},
        text=True,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
