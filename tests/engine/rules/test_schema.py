"""The JSON Schema that forms and API share: it accepts what the engine accepts, and knows every key."""

import copy

import jsonschema_rs
import pytest

from moadon.engine.rules import InvalidDocument, json_schema, parse
from tests.engine.rules.test_documents import DOCUMENT

VALIDATOR = jsonschema_rs.validator_for(json_schema())
GOOD = parse(DOCUMENT).as_json()


def changed(place: str, value: object) -> dict:
    document = copy.deepcopy(GOOD)
    *way, last = [int(part) if part.isdigit() else part for part in place.split()]
    holder = document
    for part in way:
        holder = holder[part]
    holder[last] = value
    return document


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("id", "fashion-2"),
        ("earn 0 every", 100),
        ("earn 0 every", "100"),
        ("earn 0 every", "۱۰۰٫۵"),
        ("earn 2 bands 0 rate", "0"),
        ("earn 2 bands 0 rate", 0),
        ("base", {"tax": "excluded", "exclude": {"category": ["tobacco"]}}),
        ("earn 3 when", {"hour": ["22:00", "24:00"], "basket_from": "10"}),
        ("earn 3 multiply", {"hour": {"22:00-02:00": "2"}, "category": {"jeans": "1.5"}}),
        ("wallets points", {"kind": "points", "decimals": 2}),
        ("wallets credit", {"kind": "credit", "expires": {"after": {"days": 30}}}),
    ],
)
def test_what_the_engine_takes_the_schema_takes(place, value):
    document = changed(place, value)
    assert VALIDATOR.is_valid(GOOD)
    assert parse(document)
    assert VALIDATOR.is_valid(document)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("format", "moadon/programme/2"),
        ("id", "Fashion"),
        ("currency", "shekel"),
        ("name", "Style"),
        ("colour", "red"),
        ("earn 0 every", "12,90"),
        ("earn 0 every", "-1"),
        ("earn 0 every", True),
        ("earn 0 every", 1.5),
        ("earn 0 evry", "1"),
        ("earn 0 type", "per_event"),
        ("earn 1 steps", []),
        ("earn 1 period", "moon"),
        ("earn 3 when weekday", ["sonday"]),
        ("earn 3 when hour", ["10:00"]),
        ("earn 3 when hour", ["10:00", "25:00"]),
        ("earn 3 pending days", 0),
        ("wallets credit kind", "gift"),
        ("tiers", [{}]),
        ("promotions", [{"id": "p", "get": {"kind": "free"}}]),
    ],
)
def test_what_the_schema_refuses_the_engine_refuses(place, value):
    document = changed(place, value)
    assert not VALIDATOR.is_valid(document)
    with pytest.raises(InvalidDocument):
        parse(document)


def test_the_schema_names_its_format_and_can_be_changed_without_harm():
    schema = json_schema()
    assert (schema["$schema"], schema["$id"]) == (
        "https://json-schema.org/draft/2020-12/schema",
        "urn:moadon/programme/1",
    )
    schema.clear()
    assert json_schema()["properties"]["earn"]


def test_every_part_says_what_it_is():
    for name, part in json_schema()["$defs"].items():
        assert part.get("description"), name
