"""The format in the reader's language: what keys, kinds and choices are called, and one line of help where it helps.

The table is `words/{en,he,fa}.yaml`. A key that has no word yet goes by its own name, so that it can be used at once.
"""

from moadon.ui.reader import language_now
from moadon.ui.words import catalogue


def label(owner: str, key: str) -> str:
    """What `key` of the part `owner` is called."""
    return _word(f"key.{owner}.{key}", f"key.{key}") or key.replace("_", " ").capitalize()


def help_of(owner: str, key: str) -> str:
    """One line of help for a key; nothing where its label says it all."""
    return _word(f"help.{owner}.{key}", f"help.{key}")


def choice(owner: str, key: str, value: str) -> str:
    """What one value of a choice is called."""
    return _word(f"choice.{key}.{owner}.{value}", f"choice.{key}.{value}") or value.replace("_", " ")


def kind(model: str) -> str:
    """What a kind of part is called."""
    return _word(f"kind.{model}") or model


def example(model: str) -> str:
    """A kind of part as one line that a shopkeeper could say."""
    return _word(f"kind.{model}.example")


def section(key: str) -> str:
    """The heading of a section of the page."""
    return _word(f"part.{key}", f"key.{key}") or key.capitalize()


def about(key: str) -> str:
    """What a section is for, in one line."""
    return _word(f"part.{key}.about")


def adding(key: str) -> str:
    """What the button says that adds a part to a section."""
    return _word(f"part.{key}.add") or section(key)


def _word(*keys: str) -> str:
    known = catalogue().sentences[language_now()]
    return next((str(known[f"edit.{key}"]) for key in keys if f"edit.{key}" in known), "")
