"""What is compiled: taken only for the very texts it was made of, left alone where anything is not right."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tools import native as builder

from moadon.native import ABI, MANIFEST, library_in

CHECKOUT = Path(__file__).resolve().parents[2]
SUMS = """from moadon.kernel.values import value


@value
class Price:
    '''A sum, and of which money.

    In minor units.
    '''

    amount: int
    currency: str = "ILS"


def twice(n: int) -> int:
    return 2 * n


def fail() -> None:
    raise ValueError("no")
"""
TILL = "from shop.sums import fail, twice\n\n\ndef total(n: int) -> int:\n    return twice(n) + 1\n"
SOURCES = {"sums": SUMS, "till": TILL}
OTHER = SUMS.replace("2 * n", "n + n + 0")
LOOK = """
import sys, traceback
from pathlib import Path
from moadon.native import NativeFinder, is_compiled
folder = Path(sys.argv[1])
sys.path.append(str(folder))
sys.meta_path.insert(0, NativeFinder(folder / "shop", folder / "kept"))
import shop.till as till
try:
    till.fail()
except ValueError as problem:
    last = traceback.extract_tb(problem.__traceback__)[-1]
print(till.total(21), is_compiled("shop.till"), is_compiled("shop.sums"), Path(till.__file__).parent == folder / "shop")
print(Path(last.filename).name, last.lineno)
from shop.sums import Price
one, same, other = Price(3), Price(currency="ILS", amount=3), Price(3, "EUR")
print(one == same != other, len({one, same, other}), repr(other).replace(" ", ""), type(Price.__init__).__name__)
"""
DIGEST = """
import hashlib
from benchmarks.promotions.load import cases, goods, programme
from moadon.engine.rules import evaluate
from moadon.native import is_compiled
own = programme()
told = repr([evaluate(own, *case) for lines in (1, 4, 8) for case in cases(own, goods(60, lines, seed=lines))])
print(hashlib.sha256(told.encode()).hexdigest(), is_compiled("moadon.engine.rules.promotions.judge"))
"""
VALUES = ["True", "2", "Price(amount=3,currency='EUR')"]
COMPILED = ["43", "True", "True", "True", "sums.py", "20", *VALUES, "wrapper_descriptor"]
PLAIN = ["43", "False", "False", "True", "sums.py", "20", *VALUES, "function"]


def shop(folder: Path, **texts: str) -> list[builder.Work]:
    """The package `shop` in a folder, and its modules to compile."""
    (folder / "shop").mkdir(exist_ok=True)
    (folder / "shop" / "__init__.py").touch()
    for name, text in {**SOURCES, **texts}.items():
        (folder / "shop" / f"{name}.py").write_text(text)
    return [builder.work_of(f"shop.{name}", folder / "shop" / f"{name}.py") for name in SOURCES]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package and, really compiled, its library in `kept`."""
    folder = tmp_path_factory.mktemp("native")
    if not builder.build(folder / "kept", shop(folder), root=folder):
        pytest.skip("no C compiler with Python's headers")
    return folder


@pytest.fixture
def compiled(once: Path, tmp_path: Path) -> Path:
    """The same in a folder of its own."""
    return Path(shutil.copytree(once, tmp_path / "copy"))


def seen(folder: Path) -> list[str]:
    """What the package answers, which of it ran compiled, and where it says that it is."""
    done = _run(["-c", LOOK, str(folder)])
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_modules_run_compiled_and_say_where_their_sources_are(compiled: Path) -> None:
    assert seen(compiled) == COMPILED


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_where_one_source_was_edited_all_are_run(compiled: Path, name: str) -> None:
    text = SOURCES[name]
    shop(compiled, **{name: text + "\n"})
    assert seen(compiled) == PLAIN

    shop(compiled)
    assert seen(compiled) == COMPILED


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"abi": "other", "name": "a", "size": 1, "sources": {}}',
        f'{{"abi": "{ABI}", "name": "a"}}',
    ],
)
def test_a_manifest_that_cannot_be_read_or_is_for_another_python_is_none(tmp_path: Path, manifest: str) -> None:
    (tmp_path / MANIFEST).write_text(manifest)

    assert library_in(tmp_path) is None
    assert library_in(tmp_path / "nowhere") is None


def test_a_library_that_is_gone_cut_short_or_cannot_be_opened_leaves_the_sources(compiled: Path) -> None:
    kept = compiled / "kept"
    known = library_in(kept)
    assert known is not None
    (kept / known.file).write_bytes(b"\x7fELF, but no more of it")
    assert seen(compiled) == PLAIN

    manifest = json.loads((kept / MANIFEST).read_text())
    (kept / MANIFEST).write_text(json.dumps({**manifest, "size": (kept / known.file).stat().st_size}))
    assert seen(compiled) == PLAIN

    (kept / known.file).unlink()
    assert seen(compiled) == PLAIN


def test_what_is_compiled_says_the_same_as_the_sources() -> None:
    told = {way: _run(["-c", DIGEST], MOADON_NATIVE=way).stdout.split() for way in ("0", "1")}

    assert told["0"][1] == "False"
    assert told["1"][0] == told["0"][0]


def test_nothing_that_is_compiled_keeps_what_it_worked_out_by_cached_property() -> None:
    # The compiler takes it for a property: right, but worked out anew each time.
    found = [
        (work.module, node.id)
        for work in builder.hot()
        for node in ast.walk(ast.parse(work.source.read_text("utf-8")))
        if isinstance(node, ast.Name) and node.id == "cached_property"
    ]
    assert found == []


def test_without_a_compiler_one_line_says_so_and_nothing_fails(tmp_path: Path) -> None:
    done = _run(["-m", "tools.native", "--into", str(tmp_path), "--stamp", str(tmp_path / "stamp")], CC="false")

    assert (done.returncode, done.stdout.strip()) == (0, builder.NO_COMPILER)
    assert not (tmp_path / "stamp").exists()
    assert _run(["-m", "tools.native", "--into", str(tmp_path), "--strict"], CC="false").returncode == 1


def test_it_is_compiled_again_only_where_a_source_has_changed(
    compiled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, first = compiled / "kept", library_in(compiled / "kept")
    assert first is not None
    assert builder.build(kept, shop(compiled), root=compiled)
    assert (capsys.readouterr().out, library_in(kept)) == ("", first)

    assert builder.build(kept, shop(compiled, sums=OTHER), root=compiled)
    second = library_in(kept)
    assert second is not None
    assert second.name != first.name
    assert {path.name for path in kept.iterdir()} == {MANIFEST, builder.LOCK, second.file}
    assert seen(compiled) == COMPILED


def test_what_cannot_be_compiled_says_why_and_leaves_what_is_there(compiled: Path) -> None:
    kept, before = compiled / "kept", library_in(compiled / "kept")

    with pytest.raises(builder.NotCompiled, match=r"till\.py:5"):
        builder.build(kept, shop(compiled, till=TILL.replace("+ 1", "+ 'one'")), root=compiled)

    assert library_in(kept) == before
    assert {path.name for path in kept.iterdir()} == {MANIFEST, builder.LOCK, before.file if before else ""}


def _run(words: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=CHECKOUT, env={**os.environ, **environment}, text=True, capture_output=True,
        check=False,
    )  # fmt: skip
