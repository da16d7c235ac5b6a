"""The engine's sentences in three languages, and the small words that fill them."""

from collections.abc import Iterable, Mapping
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


_WEEK = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_RUN = 3


def weekdays(days: Iterable[str]) -> tuple[str, object]:
    """Days of the week as one parameter: one, several, or three and more that follow each other from the first to the
    last, over the end of the week too."""
    places = sorted({_WEEK.index(day) for day in days})
    firsts = [place for place in places if (place - 1) % len(_WEEK) not in places] or places[:1]
    if len(places) == 1:
        return word(f"weekday.{_WEEK[places[0]]}")
    if len(firsts) == 1 and len(places) >= _RUN:
        return _range(_WEEK[firsts[0]], _WEEK[(firsts[0] + len(places) - 1) % len(_WEEK)])
    first, *others = [_WEEK[place] for place in places]
    return ("list", [word(f"weekday.first.{first}"), *[word(f"weekday.next.{one}") for one in others]])


def _range(first: str, last: str) -> tuple[str, object]:
    told = {}
    for language in LANGUAGES:
        sentences = catalogue().sentences[language]
        given = {"first": sentences[f"weekday.first.{first}"], "last": sentences[f"weekday.next.{last}"]}
        told[language] = str(sentences["weekday.range"]).format(**given)
    return ("text", told)


def coded(kind: str, codes: Iterable[str]) -> tuple[str, list[object]]:
    """The club's own codes (of a `sku`, `category`, `branch`) as one list parameter: whoever knows what the club calls
    them says so."""
    return ("list", [("code", kind, code) for code in codes])


def time_of_day(minute: int) -> tuple[str, dict[str, str]]:
    """Minutes since midnight as a time on a wall clock; 1440 is 24:00."""
    text = f"{minute // 60:02}:{minute % 60:02}"
    return ("text", {"en": text, "he": text, "fa": text.translate(_DIGITS)})
