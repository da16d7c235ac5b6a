"""Texts of a document, by language."""

from types import MappingProxyType

from moadon.engine.rules.document import Text


def text_of(text: Text | None) -> MappingProxyType[str, str]:
    """The words that are there."""
    return MappingProxyType({} if text is None else text.model_dump(exclude_none=True))
