"""The document as text: written out from its values, and where in a text each part of it stands."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from moadon.engine.rules.findings import pointer

_WIDTH = 110
_FLAT = 60
"""A holder of plain values shorter than this stays on one line."""


class _Writer(yaml.SafeDumper):
    """YAML as people write programmes: short parts on one line, keys in their order."""

    def ignore_aliases(self, _data: Any) -> bool:
        """Every part is written out: the format takes no anchors."""
        return True


def _holder(writer: _Writer, value: Any, node: yaml.Node) -> yaml.Node:
    parts = value.values() if isinstance(value, dict) else value
    flat = all(not isinstance(one, dict | list) or len(str(one)) < _FLAT // 2 for one in parts)
    node.flow_style = flat and len(str(value)) < _FLAT  # type: ignore[attr-defined]
    return node


def _dict(writer: _Writer, value: dict[str, Any]) -> yaml.Node:
    return _holder(writer, value, writer.represent_mapping("tag:yaml.org,2002:map", value.items()))


def _list(writer: _Writer, value: list[Any]) -> yaml.Node:
    return _holder(writer, value, writer.represent_sequence("tag:yaml.org,2002:seq", value))


_Writer.add_representer(dict, _dict)
_Writer.add_representer(list, _list)


def written(document: Mapping[str, Any]) -> str:
    """`document` as YAML text. Reading it gives the same document again."""
    told: str = yaml.dump(dict(document), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return told


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
