"""What Python runs first in a process that is to have a fault: it waits for the module that is broken."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any


class Breaking(MetaPathFinder):
    """Finds the one module as anybody would, and breaks it as soon as it was run."""

    def __init__(self, fault: Any) -> None:
        self.fault = fault

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self.fault.MODULE:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(fullname)
        if spec is not None and spec.loader is not None:
            breaks_after(spec.loader, self.fault)
        return spec


def breaks_after(loader: Loader, fault: Any) -> None:
    """Let `loader` break the module that it has just run."""
    run = loader.exec_module

    def exec_module(module: ModuleType) -> None:
        run(module)
        fault.break_it(module)

    loader.exec_module = exec_module  # type: ignore[method-assign]


for name in filter(None, os.environ.get("FAULTS_BROKEN", "").split(",")):
    sys.meta_path.insert(0, Breaking(import_module(f"tests.faults.broken.{name}")))
