"""Compiled modules: taken only for the very text they were made of, left alone where anything is not right."""

import json
import os
import subprocess
import sys
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType

import pytest
from tools import native as builder

from moadon.native import ABI, MANIFEST, NativeFinder, NativeLoader, twins

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCE = "def twice(n):\n    return 2 * n\n\n\ndef fail():\n    raise ValueError('no')\n"
OTHER = SOURCE.replace("2 * n", "n + n + 0")
DIGEST = """
import hashlib
from benchmarks.promotions.load import cases, goods, programme
from moadon.engine.rules import evaluate
from moadon.native import is_compiled
own = programme()
told = repr([evaluate(own, *case) for lines in (1, 4, 8) for case in cases(own, goods(60, lines, seed=lines))])
print(hashlib.sha256(told.encode()).hexdigest(), is_compiled("moadon.engine.rules.promotions.judge"))
"""


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the module `shop.sums` as `_native` would have it, really compiled."""
    folder = tmp_path_factory.mktemp("native")
    source = folder / "shop" / "sums.py"
    source.parent.mkdir()
    source.write_text(SOURCE)
    if not builder.has_compiler(folder):
        pytest.skip("no C compiler with Python's headers")
    library = builder.compile_module("shop.sums", source, folder)
    keep(folder, library, SOURCE)
    return folder


def keep(folder: Path, library: Path, text: str, **other: object) -> None:
    twin = {
        "source": builder.digest_of(text.encode()),
        "file": str(library.relative_to(folder)),
        "size": library.stat().st_size,
    }
    manifest = {"abi": ABI, "modules": {"shop.sums": twin}, **other}
    (folder / MANIFEST).write_text(json.dumps(manifest))


def loaded(folder: Path, text: str = SOURCE) -> tuple[ModuleType, bool] | None:
    """The module as the finder gives it with `text` as its source, and whether it runs compiled; None: by the source."""
    (folder / "shop" / "sums.py").write_text(text)
    spec = NativeFinder(folder / "shop", folder).find_spec("shop.sums")
    if spec is None:
        return None
    module = module_from_spec(spec)
    assert spec.loader is not None
    spec.loader.exec_module(module)
    assert isinstance(spec.loader, NativeLoader)
    return module, spec.loader.loaded


def test_a_module_runs_compiled_and_says_where_its_source_is(compiled: Path) -> None:
    found = loaded(compiled)
    assert found is not None
    module, is_native = found

    assert (module.twice(21), is_native) == (42, True)
    assert module.__file__ == str(compiled / "shop" / "sums.py")
    with pytest.raises(ValueError, match="no") as raised:
        module.fail()
    assert (Path(raised.traceback[-1].path).name, raised.traceback[-1].lineno) == ("sums.py", 5)


def test_a_source_that_was_edited_wins(compiled: Path) -> None:
    assert loaded(compiled, OTHER) is None
    assert loaded(compiled, SOURCE) is not None


@pytest.mark.parametrize(
    "manifest",
    ["", "{", "[]", "{}", '{"abi": "other", "modules": {}}', f'{{"abi": "{ABI}", "modules": {{"shop.sums": {{}}}}}}'],
)
def test_a_manifest_that_cannot_be_read_or_is_for_another_python_is_none(tmp_path: Path, manifest: str) -> None:
    (tmp_path / MANIFEST).write_text(manifest)

    assert twins(tmp_path) == {}
    assert twins(tmp_path / "nowhere") == {}


def test_a_library_that_is_gone_cut_short_or_cannot_be_opened_leaves_the_source(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    library = tmp_path / f"shop.sums{ABI}"
    library.write_bytes(b"\x7fELF, but no more of it")
    keep(tmp_path, library, SOURCE)
    found = loaded(tmp_path)
    assert found is not None
    module, is_native = found
    assert (module.twice(21), is_native) == (42, False)

    library.write_bytes(b"\x7fELF")
    assert loaded(tmp_path) is None
    library.unlink()
    assert loaded(tmp_path) is None


def test_what_is_compiled_says_the_same_as_the_source() -> None:
    told = {way: _run(["-c", DIGEST], MOADON_NATIVE=way).stdout.split() for way in ("0", "1")}

    assert told["0"][1] == "False"
    assert told["1"][0] == told["0"][0]


def test_without_a_compiler_one_line_says_so_and_nothing_fails(tmp_path: Path) -> None:
    done = _run(["tools/native.py", "--into", str(tmp_path), "--stamp", str(tmp_path / "stamp")], CC="false")

    assert (done.returncode, done.stdout.strip()) == (0, builder.NO_COMPILER)
    assert not (tmp_path / "stamp").exists()
    assert _run(["tools/native.py", "--into", str(tmp_path), "--strict"], CC="false").returncode == 1


def test_only_what_has_changed_is_compiled_again(
    compiled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, (one, two) = tmp_path / "kept", [_work(tmp_path, name) for name in ("one", "two")]
    said = []
    for works in ([one, two], [one, two], [one, _work(tmp_path, "two", OTHER)], [one]):
        assert builder.build(kept, works) == []
        said.append((capsys.readouterr().out.strip(), sorted(twins(kept))))
        assert {path.name for path in kept.iterdir()} == {
            MANIFEST, builder.LOCK, *(twin.file for twin in twins(kept).values())
        }  # fmt: skip

    assert said == [
        ("Compiled 2 of 2", ["one", "two"]), ("", ["one", "two"]), ("Compiled 1 of 1", ["one", "two"]), ("", ["one"])
    ]  # fmt: skip


def test_a_module_that_cannot_be_compiled_stays_as_it_is(
    compiled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    works = [_work(tmp_path, "good"), _work(tmp_path, "bad", "def broken(:\n")]

    assert builder.build(tmp_path / "kept", works) == ["bad"]
    assert list(twins(tmp_path / "kept")) == ["good"]
    assert "bad stays plain Python" in capsys.readouterr().err


def _work(folder: Path, name: str, text: str = SOURCE) -> builder.Work:
    digest = builder.digest_of(text.encode())
    source = folder / f"{name}_{digest[:8]}.py"
    source.write_text(text)
    return builder.Work(name, source, digest)


def _run(words: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=CHECKOUT, env={**os.environ, **environment}, text=True, capture_output=True,
        check=False,
    )  # fmt: skip
