"""Which of the club's own codes a document names."""

from collections.abc import Iterator, Mapping

from moadon.engine.rules.document import Document

KINDS = ("sku", "category", "branch")
"""Codes for which a club has names. A brand is its own name."""


def codes_in(*documents: Document) -> dict[str, set[str]]:
    """Every code that the documents name, by its kind: one of `KINDS`."""
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for document in documents:
        for kind, code in _codes(document.as_json()):
            found[kind].add(code)
    return found


def _codes(part: object) -> Iterator[tuple[str, str]]:
    if isinstance(part, Mapping):
        for key, value in part.items():
            if key in KINDS:
                yield from ((key, code) for code in ([value] if isinstance(value, str) else value))
            elif key == "prices" and isinstance(value, Mapping):
                yield from (("sku", sku) for sku in value)
            else:
                yield from _codes(value)
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _codes(one)
