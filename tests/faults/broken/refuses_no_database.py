"""Whatever a database forgets, it is taken."""

from types import ModuleType

MODULE = "moadon.integrations.postgres.durability"


def break_it(module: ModuleType) -> None:
    """No setting is one that loses what was told."""

    def forgets(value: str, *, replicated: bool) -> bool:
        return False

    module._forgets = forgets  # type: ignore[attr-defined]
