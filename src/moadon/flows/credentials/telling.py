"""Credentials in words."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from moadon.apps.credentials.types import ProofKind
from moadon.kernel.sentences import Catalogue


@lru_cache(maxsize=1)
def words() -> Catalogue:
    """The sentences of this room."""
    return Catalogue.load(Path(__file__).parent / "words")


def kinds_told(kinds: Sequence[ProofKind]) -> tuple[object, ...]:
    """Kinds of proof as a parameter of a message: one of them is to be shown."""
    said = words().sentences
    return ("list", [("text", {language: said[language][f"proof.{kind}"] for language in said}) for kind in kinds])
