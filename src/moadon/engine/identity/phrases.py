"""What is said when an identifier cannot be read, in three languages."""

from functools import lru_cache
from pathlib import Path

from moadon.kernel.sentences import Catalogue


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The sentences of the refusals of `engine.identity`, under `refusal.<code>`."""
    return Catalogue.load(Path(__file__).parent / "words")
