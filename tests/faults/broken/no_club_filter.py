"""Members are looked up without asking for those of the caller's club."""

from types import ModuleType
from typing import Any

MODULE = "moadon.apps.members.queries"


def break_it(module: ModuleType) -> None:
    """Look among all members that the database shows."""

    def members(club: Any) -> Any:
        return module.Member.objects.order_by("-joined_at", "-id")

    module.members = members  # type: ignore[attr-defined]
