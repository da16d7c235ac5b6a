"""A document as YAML that a manager reads: short parts on one line, long ones over several."""

from typing import Any

import yaml

_WIDE = 110


def written(document: dict[str, Any]) -> str:
    """`document` (plain values) as YAML text; `parse` of it gives what `parse` of the document gives."""
    return "\n".join(_mapping(document, 0)) + "\n"


def _flow(value: Any) -> str:
    text: str = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000)
    return text.removesuffix("\n").removesuffix("\n...")


def _mapping(value: dict[str, Any], indent: int) -> list[str]:
    lines = []
    for key, inner in value.items():
        told = f"{' ' * indent}{_flow(key)}:"
        flow = _flow(inner)
        if not isinstance(inner, dict | list) or (len(told) + len(flow) < _WIDE and indent):
            lines.append(f"{told} {flow}")
        else:
            lines += [told, *_block(inner, indent + 2)]
    return lines


def _block(value: dict[str, Any] | list[Any], indent: int) -> list[str]:
    if isinstance(value, dict):
        return _mapping(value, indent)
    lines = []
    for inner in value:
        flow = f"{' ' * indent}- {_flow(inner)}"
        if len(flow) < _WIDE or not isinstance(inner, dict | list):
            lines.append(flow)
        else:
            block = _block(inner, indent + 2)
            lines += [f"{' ' * indent}- {block[0].lstrip()}", *block[1:]]
    return lines
