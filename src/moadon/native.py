"""The hot modules as one compiled library, taken in the place of their sources while it was made of those very texts.

`tools/native.py` compiles them together and keeps the library in `_native`. Where anything is not right there (another
text, another Python, a file that is gone or cannot be loaded) that is no fault: the sources are run instead, do the
same, slower. It is all or none: in the library modules call each other without asking Python who they are.
"""

import ctypes
import json
import os
import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

PACKAGE = Path(__file__).parent
KEPT = PACKAGE / "_native"
MANIFEST = "manifest.json"
ABI = EXTENSION_SUFFIXES[0]
"""The kind of compiled module that this Python loads."""


class Library(NamedTuple):
    """What was compiled: the library's name as a module, how many bytes it has, and the SHA-256 of each source."""

    name: str
    size: int
    sources: Mapping[str, str]

    @property
    def file(self) -> str:
        """Its file."""
        return self.name + ABI


class NativeLoader(Loader):
    """Gives modules out of the library."""

    def __init__(self, library: ModuleType) -> None:
        self._library = library

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Run the compiled module, which it does by itself as it comes to be."""
        name = f"init_{spec.name.replace('.', '___')}"
        pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
            ("PyCapsule_GetPointer", ctypes.pythonapi)
        )
        begin = ctypes.PYFUNCTYPE(ctypes.py_object)(
            pointer(getattr(self._library, name), f"{self._library.__name__}.{name}".encode())
        )
        return begin()  # type: ignore[no-any-return]

    def exec_module(self, module: ModuleType) -> None:
        """It has run."""


class NativeFinder(MetaPathFinder):
    """Finds the compiled modules of `package` in the folder `kept`."""

    def __init__(self, package: Path, kept: Path) -> None:
        self._package, self._kept = package, kept
        self._known = library_in(kept)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The compiled module of that name, if there is one and no source of any has been touched since."""
        if self._known is None or fullname not in self._known.sources or self._loader is None:
            return None
        return spec_from_file_location(fullname, self._source(fullname), loader=self._loader)

    @cached_property
    def _loader(self) -> NativeLoader | None:
        """What loads them; None where that cannot be."""
        known = self._known
        if known is None or not self._is_of_these_sources(known):
            return None
        loader = ExtensionFileLoader(known.name, str(self._kept / known.file))
        try:
            library = module_from_spec(ModuleSpec(known.name, loader, origin=loader.path))
            loader.exec_module(library)
        except ImportError:
            return None
        sys.modules[known.name] = library
        # Beside this file a module in it takes its own to be: code finds its words beside its own `__file__`.
        library.__file__ = str(self._package.parent / known.file)
        return NativeLoader(library)

    def _is_of_these_sources(self, known: Library) -> bool:
        try:
            # A file cut short would not fail to open, it would end the process.
            return (self._kept / known.file).stat().st_size == known.size and all(
                sha256(self._source(name).read_bytes()).hexdigest() == digest for name, digest in known.sources.items()
            )
        except OSError:
            return False

    def _source(self, name: str) -> Path:
        return self._package.joinpath(*name.split(".")[1:]).with_suffix(".py")


def library_in(kept: Path) -> Library | None:
    """What `kept` has for this Python; None if its manifest cannot be read."""
    try:
        manifest = json.loads((kept / MANIFEST).read_bytes())
        if manifest["abi"] != ABI:
            return None
        sources = {str(name): str(digest) for name, digest in manifest["sources"].items()}
        return Library(str(manifest["name"]), int(manifest["size"]), sources)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def install() -> None:
    """From now on modules are loaded compiled where that can be, unless `MOADON_NATIVE=0` says otherwise."""
    if os.environ.get("MOADON_NATIVE") != "0":
        sys.meta_path.insert(0, NativeFinder(PACKAGE, KEPT))


def is_compiled(name: str) -> bool:
    """Whether the module `name`, which has been imported, runs as compiled code."""
    return str(getattr(sys.modules.get(name), "__file__", "")).endswith(ABI)
