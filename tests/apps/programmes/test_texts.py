"""A text that was read a moment ago is not read again, and never taken for another."""

from typing import Any

import pytest

from moadon.apps.programmes import texts
from moadon.apps.programmes.texts import MOST, read_text
from moadon.engine import rules
from moadon.engine.rules import InvalidDocument
from tests.engine.shop import TEHRAN, TEL_AVIV

LANGUAGES = ("en", "he", "fa")
HEAD: dict[str, Any] = {
    "format": "moadon/programme/1",
    "id": "club",
    "name": {"en": "Club", "he": "מועדון", "fa": "باشگاه"},
    "currency": "ILS",
    "wallets": {"points": {"kind": "points", "worth": "0.05"}},
    "earn": [{"id": "p", "type": "per_amount", "amount": "1", "give": "1", "wallet": "points"}],
}


@pytest.fixture
def reads(monkeypatch):
    """How often a text was read."""
    found: list[object] = []
    real = rules.parse_and_check

    def counted(text, languages):
        found.append(text)
        return real(text, languages)

    monkeypatch.setattr(rules, "parse_and_check", counted)
    monkeypatch.setattr(texts, "_newest", texts._Newest())
    return found


def named(n: int) -> dict[str, Any]:
    return {**HEAD, "priority": n}


def test_the_same_text_is_read_and_compiled_once(reads):
    first = read_text(named(1), LANGUAGES)
    assert read_text(dict(named(1)), LANGUAGES) is first
    assert first.compiled(TEL_AVIV) is first.compiled(TEL_AVIV)
    assert first.compiled(TEHRAN) is not first.compiled(TEL_AVIV)
    assert len(reads) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (named(1), named(2)),
        ({**HEAD, "stop": True}, {**HEAD, "stop": "true"}),
        ({**HEAD, "priority": 1}, {**HEAD, "priority": "1"}),
    ],
)
def test_texts_that_look_alike_are_not_the_same(reads, one, other):
    for text in (one, other):
        try:
            expected: object = rules.parse(text)
        except InvalidDocument as invalid:
            expected = invalid.findings
        try:
            found: object = read_text(text, LANGUAGES).document
        except InvalidDocument as invalid:
            found = invalid.findings
        assert found == expected


def test_another_language_is_another_reading(reads):
    half = {**HEAD, "name": {"en": "Club"}}
    assert read_text(half, ("en",)).document.id == "club"
    with pytest.raises(InvalidDocument):
        read_text(half, LANGUAGES)


def test_only_the_newest_are_remembered(reads):
    for n in range(MOST + 1):
        read_text(named(n), LANGUAGES)
    read_text(named(MOST), LANGUAGES)
    assert len(reads) == MOST + 1
    read_text(named(0), LANGUAGES)
    assert len(reads) == MOST + 2


def test_a_faulty_text_is_faulty_again(reads):
    for _ in range(2):
        with pytest.raises(InvalidDocument):
            read_text({**HEAD, "currency": "nothing"}, LANGUAGES)
    assert len(reads) == 2
