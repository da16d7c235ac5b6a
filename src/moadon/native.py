"""Modules as compiled code, taken in the place of their source for as long as they were made of the very same text.

`tools/native.py` compiles the hot modules and keeps them in `_native`. Whatever is not right there (another text,
another Python, a file that is gone or cannot be loaded) is no fault: the source is run instead, does the same, slower.
"""

import json
import os
import sys
from collections.abc import Sequence
from hashlib import sha256
from importlib.abc import MetaPathFinder
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

PACKAGE = Path(__file__).parent
KEPT = PACKAGE / "_native"
MANIFEST = "manifest.json"
ABI = EXTENSION_SUFFIXES[0]
"""The kind of compiled module that this Python loads."""


class Twin(NamedTuple):
    """A compiled module: the SHA-256 of the source it was made of, its file, and how many bytes that has."""

    source: str
    file: str
    size: int


class NativeLoader(SourceFileLoader):
    """Loads the compiled module, or its source where that cannot be; either way the module's file is its source."""

    def __init__(self, name: str, source: Path, library: Path) -> None:
        super().__init__(name, str(source))
        self._compiled = ExtensionFileLoader(name, str(library))
        self.loaded = False
        """Whether it is the compiled module that runs."""

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Open the compiled module; None, which makes Python make a plain one, where it cannot be opened."""
        try:
            module = self._compiled.create_module(ModuleSpec(spec.name, self, origin=self._compiled.path))
        except ImportError:
            return None
        # Code finds its words beside `__file__`, and tracebacks and debuggers their lines.
        module.__file__ = self.path
        self.loaded = True
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code, compiled if it could be opened."""
        if self.loaded:
            self._compiled.exec_module(module)
        else:
            super().exec_module(module)


class NativeFinder(MetaPathFinder):
    """Finds the compiled modules of `package` in the folder `kept`."""

    def __init__(self, package: Path, kept: Path) -> None:
        self._package, self._kept = package, kept
        self._twins = twins(kept)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The compiled module of that name, if there is one and the source has not been touched since."""
        if (twin := self._twins.get(fullname)) is None:
            return None
        source = self._package.joinpath(*fullname.split(".")[1:]).with_suffix(".py")
        library = self._kept / twin.file
        try:
            # A file cut short would not fail to open, it would end the process.
            if library.stat().st_size != twin.size or sha256(source.read_bytes()).hexdigest() != twin.source:
                return None
        except OSError:
            return None
        return spec_from_file_location(fullname, source, loader=NativeLoader(fullname, source, library))


def twins(kept: Path) -> dict[str, Twin]:
    """The compiled modules that `kept` has for this Python, by name; none if its manifest cannot be read."""
    try:
        manifest = json.loads((kept / MANIFEST).read_bytes())
        if manifest["abi"] != ABI:
            return {}
        return {
            name: Twin(str(of["source"]), str(of["file"]), int(of["size"])) for name, of in manifest["modules"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def install() -> None:
    """From now on modules are loaded compiled where that can be, unless `MOADON_NATIVE=0` says otherwise."""
    if os.environ.get("MOADON_NATIVE") != "0":
        sys.meta_path.insert(0, NativeFinder(PACKAGE, KEPT))


def is_compiled(name: str) -> bool:
    """Whether the module `name`, which has been imported, runs as compiled code."""
    loader = getattr(sys.modules.get(name), "__loader__", None)
    return isinstance(loader, NativeLoader) and loader.loaded
