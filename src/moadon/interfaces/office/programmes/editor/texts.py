"""Where in a text each part of the document stands."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from moadon.engine.rules.findings import pointer


def lines_of(text: str) -> dict[str, int]:
    """The line (from 1) of every value in a text that has been read, by its JSON pointer; a key's is the key's own."""
    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return {"": 1, **dict(_walk(root, ()))} if root is not None else {"": 1}


def _walk(node: Any, path: tuple[object, ...]) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, key.value)
            yield pointer(*here), key.start_mark.line + 1
            yield from _walk(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for n, value in enumerate(node.value):
            yield pointer(*path, n), value.start_mark.line + 1
            yield from _walk(value, (*path, n))


def line_of(where: str, lines: Mapping[str, int]) -> int:
    """The line of a place, or of the nearest that holds it."""
    while where and where not in lines:
        where = where.rpartition("/")[0]
    return lines.get(where, 1)
