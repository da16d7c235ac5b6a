"""The modules that a receipt goes through, compiled by Cython out of their unchanged sources, where a C compiler is.

    python tools/native.py                 compile what has changed; without a C compiler say so, and be content
    python tools/native.py --strict        the same, and fail if anything stays plain Python
    python tools/native.py --stamp FILE    the same, and touch FILE if there was a compiler

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
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from moadon.native import ABI, KEPT, MANIFEST, PACKAGE, Twin, twins

HOT = {
    "apps": ("audit/actions", "ledger/actions", "ledger/journal", "receipts/actions", "rewards/actions"),
    "engine/ledger": ("*",),
    "engine/seals": ("*",),
    "engine/rules": (
        "base", "basket", "conditions", "earning", "evaluate", "expiry", "factors", "floors", "limits", "margins",
        "phrases", "pickers", "programme", "scene", "settle", "tally", "turn", "earn/*", "promotions/*",
        "promotions/gets/*", "tiers/*",
    ),
    "flows": ("sealing",),
    "flows/till": (
        "answers", "earned", "fields", "judging", "kept", "keys", "levels", "reading", "ready", "rows", "scene",
        "selling", "spending",
    ),
    "kernel": ("calendars", "digits", "figures", "ids", "money", "sentences", "shapes", "texts"),
    "store": ("bulk", "packed", "pipeline", "questions", "sequences", "statements", "transactions"),
}  # fmt: skip
"""What is compiled, by folder: the modules in which a sale spends its time. Not those that are run once, and none that
others look into: models, commands, and what pydantic makes of annotations."""

DIRECTIVES = {"language_level": 3, "annotation_typing": False, "infer_types": False, "binding": True}
"""Types stay what they are to Python, words for people: no number is cut to a machine's width, no check is left out."""

FLAGS = ["-O1", "-g0", "-w"]

NO_COMPILER = (
    "No C compiler with Python's headers: the club runs as plain Python, and slower for it. "
    "On Debian or Ubuntu: apt-get install gcc python3-dev"
)


class Work(NamedTuple):
    """A module to compile: its dotted name, its source, and the SHA-256 of that."""

    module: str
    source: Path
    digest: str


class NotCompiled(Exception):
    """The module could not be compiled, and why."""


def hot() -> Iterator[Work]:
    """Every module that is to be compiled."""
    found = {path for folder, names in HOT.items() for name in names for path in PACKAGE.glob(f"{folder}/{name}.py")}
    for path in sorted(found):
        if path.name != "__init__.py":
            module = ".".join(("moadon", *path.relative_to(PACKAGE).with_suffix("").parts))
            yield Work(module, path, digest_of(path.read_bytes()))


def digest_of(source: bytes) -> str:
    """What tells one text of a module from another."""
    return sha256(source).hexdigest()


def recipe() -> str:
    """What a compiled module depends on besides its source, as a hash."""
    return sha256(json.dumps([version("cython"), ABI, sys.version, DIRECTIVES, FLAGS]).encode()).hexdigest()


def file_name(work: Work, made_by: str) -> str:
    """The name of the compiled module: another one for each source and recipe, so that none is ever written over."""
    return f"{work.module}-{sha256((work.digest + made_by).encode()).hexdigest()[:12]}{ABI}"


def build(kept: Path, wanted: Sequence[Work]) -> list[str] | None:
    """Let `kept` have all of `wanted`, compiling what has changed; what could not be, or None without a compiler."""
    made_by = recipe()
    with _alone(kept), tempfile.TemporaryDirectory(prefix=".building-", dir=kept) as folder:
        known = twins(kept)
        good = {
            work.module: twin
            for work in wanted
            if (twin := known.get(work.module))
            and twin.file == file_name(work, made_by)
            and (kept / twin.file).exists()
        }
        missing = [work for work in wanted if work.module not in good]
        if not missing and good.keys() == known.keys():
            return []
        if missing and not has_compiler(Path(folder)):
            return None
        libraries = _compile_all(missing, Path(folder)) if missing else {}
        for work in missing:
            # A source that was edited meanwhile is compiled the next time: nobody knows which text was read.
            if (library := libraries.get(work.module)) and digest_of(work.source.read_bytes()) == work.digest:
                twin = Twin(work.digest, file_name(work, made_by), library.stat().st_size)
                _move(library, kept / twin.file)
                good[work.module] = twin
        _publish(kept, good, Path(folder))
        return [work.module for work in missing if work.module not in libraries]


def _compile_all(works: list[Work], folder: Path) -> Mapping[str, Path]:
    """The libraries of those modules that could be compiled."""
    done: dict[str, Path] = {}
    pool = ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn"), _begin, (folder,))
    try:
        # The longest first: no core waits for one that came last.
        ordered = sorted(works, key=lambda work: -work.source.stat().st_size)
        futures = {pool.submit(compile_module, work.module, work.source, folder): work for work in ordered}
        for count, future in enumerate(as_completed(futures), 1):
            _note(futures[future], future, done)
            _progress(f"Compiled {count} of {len(works)}", last=count == len(works))
    finally:
        pool.shutdown(cancel_futures=True)
    return done


def _note(work: Work, future: Future[Path], done: dict[str, Path]) -> None:
    try:
        done[work.module] = future.result()
    except NotCompiled as problem:
        print(f"\r{work.module} stays plain Python, it could not be compiled: {problem}", file=sys.stderr)


def compile_module(module: str, source: Path, folder: Path) -> Path:
    """Compile one module into `folder`; its library.

    Raises NotCompiled.
    """
    from Cython.Compiler.Errors import CompileError
    from Cython.Compiler.Main import CompilationOptions
    from Cython.Compiler.Main import compile as translate

    code = folder / f"{module}.c"
    options = CompilationOptions(output_file=str(code), compiler_directives=DIRECTIVES)
    try:
        if translate(str(source), options, full_module_name=module).num_errors:
            raise NotCompiled("Cython refuses it")
    except CompileError as problem:
        raise NotCompiled(str(problem)) from problem
    return _library(module, code, folder)


def _library(module: str, code: Path, folder: Path) -> Path:
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext
    from setuptools.errors import BaseError, CompileError, LinkError

    extension = Extension(module, [str(code)], extra_compile_args=FLAGS)
    command = build_ext(Distribution({"name": "moadon", "ext_modules": [extension]}))
    command.build_lib = command.build_temp = str(folder)
    try:
        command.ensure_finalized()
        command.run()
    except (BaseError, CompileError, LinkError, OSError) as problem:
        raise NotCompiled(str(problem)) from problem
    return Path(command.get_ext_fullpath(module))


def has_compiler(folder: Path) -> bool:
    """Whether a module of one line can be compiled: a compiler alone does not help, Python's headers are needed too."""
    probe = folder / "probe.c"
    probe.write_text("#include <Python.h>\nPyMODINIT_FUNC PyInit_probe(void) { return NULL; }\n", "utf-8")
    with _silent(folder):
        try:
            _library("probe", probe, folder)
        except NotCompiled:
            return False
    return True


def _begin(folder: Path) -> None:
    """A process that compiles says nothing and ends at once when it is to. Away from the checkout, lines name whole
    paths."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.chdir(folder)
    _send_output_to(folder / "log")


def _send_output_to(file: Path) -> None:
    """What compilers say goes there: they write past Python's own streams."""
    with file.open("ab") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)


@contextmanager
def _silent(folder: Path) -> Iterator[None]:
    sys.stdout.flush()
    before = os.dup(1), os.dup(2)
    _send_output_to(folder / "log")
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


def _publish(kept: Path, good: Mapping[str, Twin], folder: Path) -> None:
    """From here on what is compiled is `good`; what nobody names is thrown away."""
    manifest = {"abi": ABI, "modules": {name: twin._asdict() for name, twin in sorted(good.items())}}
    fresh = folder / MANIFEST
    fresh.write_text(json.dumps(manifest, indent=1), "utf-8")
    _move(fresh, kept / MANIFEST)
    named = {MANIFEST, LOCK, folder.name, *(twin.file for twin in good.values())}
    for path in kept.iterdir():
        if path.name not in named:
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
    options.add_argument("--strict", action="store_true", help="fail if anything stays plain Python")
    options.add_argument("--into", type=Path, default=KEPT, help="another folder than the one that is used")
    options.add_argument("--stamp", type=Path, help="touch this file if there was a compiler")
    said = options.parse_args()
    began = time.time()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        failed = build(said.into, list(hot()))
    except KeyboardInterrupt:
        print("\nnothing was compiled", file=sys.stderr)
        return 130
    if failed is None:
        print(NO_COMPILER)
    elif said.stamp:
        said.stamp.touch()
        # A source that was edited while others were compiled is newer than this.
        os.utime(said.stamp, (began, began))
    return 1 if said.strict and failed != [] else 0


if __name__ == "__main__":
    sys.exit(main())
