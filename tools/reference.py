"""Write `docs/reference/commands.md` from the commands themselves, so that the two never differ.

python tools/reference.py
"""

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer.main

from moadon.interfaces.cli.main import COMMANDS, build

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "commands.md"
_HEAD = """# Commands

Written by `python tools/reference.py`; every command also tells this itself with `--help`.

Exit codes: 0 done, 1 done with refusals, 2 called wrongly, 3 could not run. With `--format json` a command prints one
JSON document on its standard output and nothing else there. Settings by environment are in
[Run in production](../howto/run-in-production.md).
"""


def text() -> str:
    """The whole page."""
    parts = [_HEAD]
    for listed in COMMANDS:
        root = typer.main.get_command(build([listed.name]))
        parts += _told(root.commands[listed.name], f"moadon {listed.name}")  # type: ignore[attr-defined]
    return "\n".join(parts).rstrip() + "\n"


def _told(command: Any, name: str) -> Iterator[str]:
    inner = getattr(command, "commands", {})
    if not inner:
        arguments = [param for param in command.params if not _is_option(param)]
        words = " ".join([name, *(_shown(param) for param in arguments)])
        yield f"## `{words}`\n\n{_said(command.help)}\n"
        options = [param for param in command.params if _is_option(param)]
        if options:
            yield "| option | means |\n| --- | --- |"
            yield "\n".join(f"| {_names(param)} | {_means(param)} |" for param in options) + "\n"
    for sub in inner:
        yield from _told(inner[sub], f"{name} {sub}")


def _is_option(param: Any) -> bool:
    return str(param.param_type_name) == "option"


def _shown(param: Any) -> str:
    word = "|".join(_choices(param)) or str(param.metavar or param.name).upper()
    return word if param.required else f"[{word}]"


def _names(param: Any) -> str:
    names = ", ".join(f"`{name}`" for name in [*param.opts, *param.secondary_opts])
    return f"{names} (needed)" if param.required else names


def _means(param: Any) -> str:
    words = ", ".join(f"`{word}`" for word in _choices(param))
    return f"{_said(param.help)} One of {words}." if words else _said(param.help)


def _choices(param: Any) -> list[str]:
    kind = param.type_descriptor.annotation
    if not (isinstance(kind, type) and issubclass(kind, Enum)):
        return []
    return [str(one.value) for one in kind]


def _said(help_text: str | None) -> str:
    return " ".join((help_text or "").split())


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text(), encoding="utf-8")
    print(TARGET)
