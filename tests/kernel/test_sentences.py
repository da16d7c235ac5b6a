"""Messages as keys with numbers, told in three languages."""

import json
from pathlib import Path

import pytest

from moadon.kernel.sentences import Catalogue, Message


class Plain:
    """A speaker that writes values as they are, in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, value: object) -> str:
        """A typed value by its parts, anything else as text."""
        return "/".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """Two keys in three languages; Hebrew has a form for two."""
    (tmp_path / "en.yaml").write_text('steps: {one: "1 step", other: "{n} steps"}\nhello: "Hello {name}"\n', "utf-8")
    (tmp_path / "he.yaml").write_text(
        'steps: {one: "מדרגה אחת", two: "שתי מדרגות", other: "{n} מדרגות"}\nhello: "שלום {name}"\n', "utf-8"
    )
    (tmp_path / "fa.yaml").write_text('steps: "{n} پله"\nhello: "سلام {name}"\n', "utf-8")
    return Catalogue.load(tmp_path)


@pytest.mark.parametrize(
    ("language", "n", "text"),
    [
        ("en", 0, "0 steps"), ("en", 1, "1 step"), ("en", 2, "2 steps"),
        ("he", 1, "מדרגה אחת"), ("he", 2, "שתי מדרגות"), ("he", 3, "3 מדרגות"), ("he", 20, "20 מדרגות"),
        ("fa", 1, "1 پله"), ("fa", 5, "5 پله"),
        ("en", ("number", "1"), "1 step"), ("he", ("points", 2, 0), "שתי מדרגות"), ("en", "many", "many steps"),
        ("en", None, "None steps"),
    ],
)  # fmt: skip
def test_each_language_has_its_own_plurals(catalogue, language, n, text):
    said = catalogue.tell(Message("steps", {"n": n}), Plain(language))
    assert said.replace("number/", "").replace("points/", "") == text


def test_a_sentence_is_filled_by_the_speaker(catalogue):
    assert catalogue.tell(Message("hello", {"name": ("money", 5, "ILS")}), Plain("fa")) == "سلام money/5/ILS"


def test_what_is_missing_is_shown_and_breaks_nothing(catalogue):
    assert catalogue.tell(Message("hello", {}), Plain("en")) == "Hello {name}"
    assert catalogue.tell(Message("unknown.key", {}), Plain("en")) == "unknown.key"
    assert catalogue.knows("hello")
    assert not catalogue.knows("unknown.key")


def test_later_catalogues_add_to_and_replace_earlier_ones(catalogue):
    other = Catalogue({"en": {"hello": "Hi {name}"}, "he": {"bye": "ביי"}, "fa": {}})
    both = catalogue.joined(other)
    assert both.tell(Message("hello", {"name": "Dana"}), Plain("en")) == "Hi Dana"
    assert both.tell(Message("hello", {"name": "דנה"}), Plain("he")) == "שלום דנה"
    assert both.tell(Message("bye", {}), Plain("he")) == "ביי"


def test_a_message_travels_as_json():
    message = Message("earn.linear", {"n": 2, "every": ("money", 10000, "ILS"), "name": {"he": "שם"}})
    travelled = Message.from_json(json.loads(json.dumps(message.as_json())))
    assert travelled.key == message.key
    assert travelled.params["every"] == ["money", 10000, "ILS"]


@pytest.mark.parametrize("value", [None, "x", [], ["a"], ["a", 1], [1, {}], ["a", {}, {}], {"a": 1}, ("a", {})])
def test_what_is_no_message_is_refused(value):
    with pytest.raises(ValueError, match="not a message"):
        Message.from_json(value)
