"""The engine's sentences in three languages, and the small words that fill them."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from moadon.kernel.sentences import LANGUAGES, Catalogue

Sentence = str | Mapping[str, str]

_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Every sentence of `engine.rules`: whys, findings, explanations."""
    folder = Path(__file__).parent / "words"
    read = Catalogue.load(folder, *sorted(inner for inner in folder.iterdir() if inner.is_dir()))
    return Catalogue({language: _joined(sentences) for language, sentences in read.sentences.items()})


def _joined(sentences: Mapping[str, Sentence]) -> dict[str, Sentence]:
    """A prefix that meets a number by a maqaf stays on its line: a word joiner keeps them together."""
    return {key: _join(sentence) for key, sentence in sentences.items()}


def _join(sentence: Sentence) -> Sentence:
    if isinstance(sentence, str):
        return sentence.replace("־{", "־\u2060{")
    return {form: text.replace("־{", "־\u2060{") for form, text in sentence.items()}


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
