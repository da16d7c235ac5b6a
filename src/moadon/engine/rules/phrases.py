"""The engine's sentences in three languages, and the small words that fill them."""

from functools import lru_cache
from pathlib import Path

from moadon.kernel.sentences import LANGUAGES, Catalogue

_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Every sentence of `engine.rules`: whys, findings, explanations."""
    return Catalogue.load(Path(__file__).parent / "words")


@lru_cache(maxsize=64)
def word(key: str) -> tuple[str, dict[str, str]]:
    """The plain word `key` of the catalogue as a parameter that each language says for itself."""
    sentences = catalogue().sentences
    return ("text", {language: str(sentences[language].get(key, key)) for language in LANGUAGES})


def words(prefix: str, keys: tuple[str, ...]) -> tuple[str, list[object]]:
    """Several words as one list parameter: `words("weekday", ("sun", "mon"))`."""
    return ("list", [word(f"{prefix}.{key}") for key in keys])


def time_of_day(minute: int) -> tuple[str, dict[str, str]]:
    """Minutes since midnight as a time on a wall clock; 1440 is 24:00."""
    text = f"{minute // 60:02}:{minute % 60:02}"
    return ("text", {"en": text, "he": text, "fa": text.translate(_DIGITS)})
