"""Looking a member up fails after the database was asked, in the middle of the club's transaction."""

from types import ModuleType
from typing import Any

MODULE = "moadon.apps.members.queries"
BREAKS = "Breaks"
"""The first name of the member for whom it fails."""


def break_it(module: ModuleType) -> None:
    """Let the look-up of one member fail once the row is there."""
    member = module.member

    def looked_up(club: Any, public: str) -> Any:
        found = member(club, public)
        if found.first_name == BREAKS:
            raise RuntimeError("in the middle")
        return found

    module.member = looked_up  # type: ignore[attr-defined]
