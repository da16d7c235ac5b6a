"""The modules that a receipt goes through, compiled together by mypyc out of their sources, where a C compiler is.

    python -m tools.native                 compile if one has changed; without a C compiler say so, and be content
    python -m tools.native --strict        the same, and fail if they stay plain Python
    python -m tools.native --stamp FILE    the same, and touch FILE if there was a compiler

`moadon.native` takes them; `docs/why/the-hot-path-is-compiled.md` says why.
"""

import argparse
import fcntl
import json
import multiprocessing
import os
import shutil
import signal
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from tools import rewriting

from moadon.integrations.machine import leash
from moadon.native import ABI, KEPT, MANIFEST, PACKAGE, Library, library_in

HOT = {
    "engine/ledger": ("*",),
    "engine/seals": ("*",),
    "engine/rules": (
        "base", "basket", "conditions", "earning", "evaluate", "expiry", "factors", "floors", "limits", "margins",
        "persons", "phrases", "pickers", "programme", "scene", "settle", "tally", "turn", "earn/*", "promotions/*",
        "promotions/gets/*", "tiers/*",
    ),
    "flows/till": (
        "answers", "earned", "fields", "judging", "kept", "keys", "levels", "reading", "ready", "rows", "scene",
        "selling", "spending",
    ),
    "kernel": ("calendars", "digits", "figures", "ids", "money", "sentences", "shapes", "texts"),
}  # fmt: skip
"""What is compiled, by folder: the modules in which a sale spends its time. Not those that are run once, and none that
others look into: models, commands, and what pydantic makes of annotations."""

TYPING = """
[mypy]
follow_imports = silent
ignore_missing_imports = True
[mypy-django.*]
follow_imports = skip
follow_imports_for_stubs = True
"""
"""What mypyc is told. Of Django it knows nothing, whether or not somebody has its types installed: who runs a club
compiles the same as who develops it."""

FLAGS = ["-O1", "-g0", "-w"]

NO_COMPILER = (
    "No C compiler with Python's headers: the club runs as plain Python, and slower for it. "
    "On Debian or Ubuntu: apt-get install gcc python3-dev"
)
STAYS = "What a receipt goes through could not be compiled: the club runs as plain Python, and slower for it."
LOG = "log"


class Work(NamedTuple):
    """A module to compile: its dotted name, its source, and the SHA-256 of that."""

    module: str
    source: Path
    digest: str


class NotCompiled(Exception):
    """What could not be compiled, and why."""


def hot() -> Iterator[Work]:
    """Every module that is to be compiled."""
    found = {path for folder, names in HOT.items() for name in names for path in PACKAGE.glob(f"{folder}/{name}.py")}
    for path in sorted(found):
        if path.name != "__init__.py":
            yield work_of(".".join(("moadon", *path.relative_to(PACKAGE).with_suffix("").parts)), path)


def work_of(module: str, source: Path) -> Work:
    """The module of a source as it is now."""
    return Work(module, source, sha256(source.read_bytes()).hexdigest())


def library_of(works: Sequence[Work]) -> str:
    """The name of the library that is made of these: another one for other texts, another Python, other compilers."""
    made_by = [version("mypy"), ABI, sys.version, TYPING, FLAGS, Path(rewriting.__file__).read_text("utf-8")]
    digest = sha256(json.dumps([made_by, [(work.module, work.digest) for work in works]]).encode()).hexdigest()
    return f"moadon_{digest[:12]}__mypyc"


def build(kept: Path, works: Sequence[Work], *, root: Path = PACKAGE.parent) -> bool:
    """Let `kept` have the library of `works`, whose packages lie in `root`; whether there was a compiler for it.

    Raises NotCompiled.
    """
    name, sources = library_of(works), {work.module: work.digest for work in works}
    # The sources as they are compiled lie elsewhere: nobody who looks through the packages is to find them twice.
    with (
        _alone(kept),
        tempfile.TemporaryDirectory(prefix=".building-", dir=kept) as made,
        tempfile.TemporaryDirectory(prefix="moadon-building-") as copied,
    ):
        folder = Path(made)
        known = library_in(kept)
        if known and known.name == name and (kept / known.file).exists():
            return True
        if not has_compiler(folder):
            return False
        rewriting.copy(relative := [work.source.relative_to(root) for work in works], root, Path(copied))
        library = _compiled(name, relative, Path(copied), folder)
        # A source that was edited meanwhile is compiled the next time: nobody knows which text was read.
        if all(work_of(work.module, work.source) == work for work in works):
            publish(kept, Library(name, library.stat().st_size, sources), library)
    return True


def _compiled(name: str, sources: list[Path], root: Path, folder: Path) -> Path:
    """The library of these modules, which lie in `root`."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(os.cpu_count(), context, _begin, (folder, root))
    try:
        _progress(f"Compiling {len(sources)} modules", last=False)
        code, headers = pool.submit(translate, name, sources, folder).result()
        # The longest first: no core waits for one that came last.
        code.sort(key=lambda file: -file.stat().st_size)
        futures = [pool.submit(_object, file, headers, folder) for file in code]
        for count, _ in enumerate(as_completed(futures), 1):
            _progress(f"Compiled {count} of {len(futures)}", last=count == len(futures))
        return pool.submit(_linked, [future.result() for future in futures], folder / (name + ABI)).result()
    except _errors() as problem:
        raise NotCompiled((folder / LOG).read_text("utf-8", "replace").strip()[-2000:] or str(problem)) from problem
    finally:
        pool.shutdown(cancel_futures=True)


def _errors() -> tuple[type[BaseException], ...]:
    """What compiling may raise; mypyc ends its process."""
    from setuptools import errors

    return SystemExit, OSError, errors.BaseError, errors.CompileError, errors.LinkError


def translate(name: str, sources: list[Path], folder: Path) -> tuple[list[Path], list[str]]:
    """The modules as C: its files, and where their headers lie. Ends the process where mypyc refuses."""
    from mypyc.build import mypycify

    typing = folder / "typing.ini"
    typing.write_text(TYPING, "utf-8")
    asked = ["--config-file", str(typing), "--cache-dir", str(folder / "types"), *map(str, sources)]
    # A file of C for each module: they are compiled side by side.
    made = mypycify(asked, multi_file=True, target_dir=str(folder / "c"), group_name=name.removesuffix("__mypyc"))
    (library,) = [extension for extension in made if extension.name == name]
    headers = [str(Path(one).absolute()) for one in library.include_dirs]
    return [Path(file).absolute() for file in library.sources], headers


def _compiler() -> Any:
    from distutils.ccompiler import new_compiler
    from distutils.sysconfig import customize_compiler

    import setuptools  # noqa: F401  # it brings `distutils`, which later Pythons do without

    compiler = new_compiler()
    customize_compiler(compiler)
    return compiler


def _object(file: Path, headers: list[str], folder: Path) -> str:
    """Compile one file of C. Raises what setuptools raises."""
    headers = [*headers, sysconfig.get_path("include"), sysconfig.get_path("platinclude")]
    (made,) = _compiler().compile([str(file)], str(folder / "o"), include_dirs=headers, extra_postargs=FLAGS)
    return str(made)


def _linked(objects: list[str], library: Path) -> Path:
    _compiler().link_shared_object(objects, str(library), extra_postargs=["-s"])
    return library


def has_compiler(folder: Path) -> bool:
    """Whether a module of one line can be compiled: a compiler alone does not help, Python's headers are needed too."""
    probe = folder / "probe.c"
    probe.write_text("#include <Python.h>\nPyMODINIT_FUNC PyInit_probe(void) { return NULL; }\n", "utf-8")
    with _silent(folder):
        try:
            _linked([_object(probe, [], folder)], folder / "probe.so")
        except _errors():
            return False
    return True


def _begin(folder: Path, root: Path) -> None:
    """A process that compiles says nothing and ends at once when it is to, or when the one that began it has ended.
    Lines are named from `root` on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if tie := leash(signal.SIGKILL):
        tie()
    os.chdir(root)
    _send_output_to(folder / LOG)


def _send_output_to(file: Path) -> None:
    """What compilers say goes there: they write past Python's own streams."""
    with file.open("ab") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)


@contextmanager
def _silent(folder: Path) -> Iterator[None]:
    sys.stdout.flush()
    before = os.dup(1), os.dup(2)
    _send_output_to(folder / "probe.log")
    try:
        yield
    finally:
        for stream, held in enumerate(before, 1):
            os.dup2(held, stream)
            os.close(held)


def _progress(text: str, *, last: bool) -> None:
    if sys.stdout.isatty():
        print(f"\r{text}", end="\n" if last else "", flush=True)
    elif last:
        print(text, flush=True)


def _move(file: Path, to: Path) -> None:
    """On the disk before it has its name: a file cut short by a failing power supply would be taken for whole."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
    file.replace(to)


def publish(kept: Path, library: Library, file: Path) -> None:
    """From here on what is compiled is `library`, which is `file` now; what nobody names is thrown away."""
    manifest = {"abi": ABI, **library._asdict()}
    fresh = file.with_name(MANIFEST)
    fresh.write_text(json.dumps(manifest, indent=1), "utf-8")
    _move(file, kept / library.file)
    _move(fresh, kept / MANIFEST)
    for path in kept.iterdir():
        if path.name not in (MANIFEST, LOCK, library.file, file.parent.name):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


LOCK = ".lock"


@contextmanager
def _alone(kept: Path) -> Iterator[None]:
    """Two that compile into one folder go one after the other."""
    kept.mkdir(exist_ok=True)
    with (kept / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> int:
    """Compile, and say what came of it."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    options.add_argument("--strict", action="store_true", help="fail if the modules stay plain Python")
    options.add_argument("--into", type=Path, default=KEPT, help="another folder than the one that is used")
    options.add_argument("--stamp", type=Path, help="touch this file if there was a compiler")
    said = options.parse_args()
    began = time.time()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        done = build(said.into, list(hot()))
    except KeyboardInterrupt:
        print("\nnothing was compiled", file=sys.stderr)
        return 130
    except NotCompiled as problem:
        print(f"{STAYS}\n{problem}", file=sys.stderr)
        return 1 if said.strict else 0
    if not done:
        print(NO_COMPILER)
    elif said.stamp:
        said.stamp.touch()
        # A source that was edited while others were compiled is newer than this.
        os.utime(said.stamp, (began, began))
    return 1 if said.strict and not done else 0


if __name__ == "__main__":
    sys.exit(main())
