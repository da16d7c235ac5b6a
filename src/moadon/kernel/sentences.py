"""Messages as a key with numbers, and the catalogues that say them in three languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, Protocol

import yaml
from babel import Locale

from moadon.kernel.values import value

LANGUAGES = ("en", "he", "fa")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # read in Python, the sentences take longer than a command


class Speaker(Protocol):
    """Whoever knows how numbers and dates are written in one language for one club."""

    @property
    def language(self) -> str:
        """en, he or fa."""

    def say(self, value: object) -> str:
        """One parameter of a message, in words: a typed list such as `["money", 1290, "ILS"]`, or plain text."""
        ...


@value
class Message:
    """What to say, not how: `key` names a sentence, `params` fill it.

    A parameter is plain text, a whole number, or a typed tuple that each language shapes for itself:
    `("money", minor_units, currency)`, `("points", amount, places)`, `("number", "3.5")`, `("percent", "0.15")`,
    `("date", "2026-11-01")`, `("moment", "2026-11-01T10:00:00+00:00")`, `("period", kind, first_day)`,
    `("text", {"en": .., "he": .., "fa": ..})`, `("list", [params])`, `("code", kind, code)` for what the club
    alone has a name for: its categories, items, branches.
    """

    key: str
    params: Mapping[str, object]

    def as_json(self) -> list[object]:
        """The message as JSON values: `[key, params]`."""
        return [self.key, dict(self.params)]

    @classmethod
    def from_json(cls, value: object) -> "Message":
        """The message that `as_json` gave. Raises ValueError for anything else."""
        if isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict):
            return cls(value[0], value[1])
        raise ValueError("not a message")


@dataclass(frozen=True)
class Catalogue:
    """Sentences by language and key; a sentence is a template or a set of plural forms chosen by parameter `n`."""

    sentences: Mapping[str, Mapping[str, str | Mapping[str, str]]]

    @classmethod
    def load(cls, *folders: Path) -> "Catalogue":
        """Read `<folder>/{en,he,fa}.yaml` of each folder; later folders add to earlier ones."""
        merged: dict[str, dict[str, str | Mapping[str, str]]] = {language: {} for language in LANGUAGES}
        for folder in folders:
            for language in LANGUAGES:
                text = (folder / f"{language}.yaml").read_text("utf-8")
                merged[language].update(yaml.load(text, _LOADER) or {})  # noqa: S506  # the safe one, in C
        return cls(merged)

    def joined(self, other: "Catalogue") -> "Catalogue":
        """The sentences of both; `other` adds to and replaces this one's."""
        return Catalogue(
            {language: {**self.sentences[language], **other.sentences[language]} for language in LANGUAGES}
        )

    def knows(self, key: str) -> bool:
        """Whether `key` has a sentence in every language."""
        return all(key in self.sentences[language] for language in LANGUAGES)

    def tell(self, message: Message, speaker: Speaker) -> str:
        """The sentence in the speaker's language. An unknown key is told as itself, so that nothing breaks."""
        template = self.sentences[speaker.language].get(message.key, message.key)
        if not isinstance(template, str):
            template = template.get(_plural(speaker.language, message.params.get("n"))) or template["other"]
        form, names = _form(template)
        if not names:
            return form
        say, params = speaker.say, message.params
        try:
            return form % tuple([say(params[name]) for name in names])
        except KeyError:
            return form % tuple([say(params[name]) if name in params else "{" + name + "}" for name in names])


@lru_cache(maxsize=4096)
def _form(template: str) -> tuple[str, tuple[str, ...]]:
    """A template with `%s` for each parameter, and their names; one without parameters as it is told."""
    texts: list[str] = []
    names: list[str] = []
    for text, name, _, _ in Formatter().parse(template):
        texts.append(text.replace("%", "%%"))
        if name is not None:
            texts.append("%s")
            names.append(name)
    form = "".join(texts)
    return (form, tuple(names)) if names else (form.replace("%%", "%"), ())


@lru_cache(maxsize=8)
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def _plural(language: str, n: object) -> str:
    if isinstance(n, (list, tuple)) and len(n) > 1:
        n = n[1]
    try:
        return _plural_of(language, abs(n if type(n) is int else int(str(n))))
    except (TypeError, ValueError):
        return "other"


@lru_cache(maxsize=4096)
def _plural_of(language: str, n: int) -> str:
    return str(_locale(language).plural_form(n))
