"""A key of one branch writes for any: the check of whose branch it is, taken away."""

from types import ModuleType
from typing import Any

MODULE = "moadon.interfaces.api.callers"


def break_it(module: ModuleType) -> None:
    """Take whatever branch is given for the caller's own."""

    def branch(self: Any, given: str | None, *, field: str = "branch") -> str | None:
        return given or self.key.branch_code

    module.Caller.branch = branch  # type: ignore[attr-defined]
