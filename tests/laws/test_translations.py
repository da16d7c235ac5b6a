"""Every sentence is there in every language; nothing is left empty, guessed or forgotten."""

import re
import string
from pathlib import Path
from typing import Any

import pytest
import yaml
from tools import messages

from tests.laws.tree import PACKAGE, place

_BLANK = re.compile(r"%\((\w+)\)|\{(\w*)\}")
_USED = messages.gathered()
_PAIRS = [(room, language) for room in sorted(_USED) for language in messages.LANGUAGES]
_CATALOGUES = sorted({path.parent for path in PACKAGE.rglob("en.yaml")})


@pytest.mark.parametrize(
    ("room", "language"), _PAIRS or [(None, "")], ids=lambda value: str(value).split("/moadon/")[-1]
)
def test_every_sentence_of_pages_and_code_is_translated(room: Path | None, language: str) -> None:
    if room is None:
        assert _USED == {}
        return
    used = _USED[room]
    known = messages.read(messages.translations(room, language), language)

    wanted = {(message.id, message.context) for message in used if message.id}
    there = {
        (message.id, message.context): message
        for message in known
        if message.id and not message.fuzzy and _filled(message.string)
    }

    assert sorted(str(key) for key in wanted - there.keys()) == []
    assert sorted(str(key) for key in there.keys() - wanted) == [], "not used any more: run make messages"
    assert [key for key in wanted if not _blanks(there[key].string) <= _blanks(key[0])] == []


@pytest.mark.parametrize("folder", _CATALOGUES or [None], ids=lambda path: path and place(path))
def test_every_sentence_of_a_catalogue_is_there_in_three_languages(folder: Path | None) -> None:
    if folder is None:
        return
    told = {
        language: yaml.safe_load((folder / f"{language}.yaml").read_text("utf-8")) for language in ("en", "he", "fa")
    }

    for language in messages.LANGUAGES:
        assert told[language].keys() == told["en"].keys()
        strange = {
            key: _fields(value) - _fields(told["en"][key])
            for key, value in told[language].items()
            if _fields(value) - _fields(told["en"][key])
        }
        assert strange == {}


def test_hebrew_and_persian_use_their_own_letters_and_marks() -> None:
    found = []
    for path in [*PACKAGE.rglob("*.po"), *PACKAGE.rglob("he.yaml"), *PACKAGE.rglob("fa.yaml")]:
        text = path.read_text(encoding="utf-8")
        persian = path.stem == "fa" or "fa" in path.parts
        wrong = re.findall("[\u064a\u0643\u0649]", text) if persian else re.findall("[א-ת]\\\\?[\"'][א-ת]", text)
        found += [f"{place(path)}: {mark}" for mark in wrong]

    assert found == [], "\n".join(found)


def test_joints_of_words_are_written_one_way() -> None:
    """Ezafe after a silent ه, the half-space before a plural ها, and no hyphen where Hebrew has its maqaf."""
    found = []
    for path in [*PACKAGE.rglob("*.po"), *PACKAGE.rglob("he.yaml"), *PACKAGE.rglob("fa.yaml")]:
        text = path.read_text(encoding="utf-8")
        persian = path.stem == "fa" or "fa" in path.parts
        wrong = (
            re.findall("\u06c0|\\bآنها|\\bاینها|این‌جا", text) if persian else re.findall('[א-ת]-[{A-Za-z"\\\\]', text)
        )
        found += [f"{place(path)}: {mark}" for mark in wrong]

    assert found == [], "\n".join(found)


def test_one_of_a_thing_is_said_as_a_word_in_hebrew() -> None:
    """ "סניף 1" is how a machine counts; a person says "סניף אחד"."""
    found = [
        f"{place(path)}: {message.string[0]}"
        for path in PACKAGE.rglob("he/LC_MESSAGES/*.po")
        for message in messages.read(path, "he")
        if isinstance(message.string, tuple) and "{n}" in message.string[0]
    ]

    assert found == [], "\n".join(found)


def test_no_catalogue_is_marked_as_unsure() -> None:
    assert [place(path) for path in PACKAGE.rglob("*.po") if "\n#, fuzzy" in path.read_text("utf-8")] == []


def _filled(text: Any) -> bool:
    return all(text) if isinstance(text, tuple | list) else bool(text)


def _blanks(text: Any) -> set[str]:
    parts = text if isinstance(text, tuple | list) else [text]
    return {"".join(found) for part in parts for found in _BLANK.findall(part)}


def _fields(value: str | dict[str, str]) -> set[str]:
    texts = value.values() if isinstance(value, dict) else [value]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
