"""The format as fields: every key of the models is there, has its words, and begins with something that works."""

from datetime import date

import pytest
from pydantic import BaseModel, ValidationError

from moadon.engine.rules import InvalidDocument, parse
from moadon.engine.rules.document import Document
from moadon.engine.rules.document.part import Part
from moadon.interfaces.office.programmes.editor import format as shapes
from moadon.interfaces.office.programmes.editor.format import JUST_ONE, Group, Leaf, Listing, OneOf, document_shape
from moadon.interfaces.office.programmes.editor.starts import start_group, start_of
from moadon.interfaces.office.programmes.editor.values import moved
from moadon.ui.words import catalogue

TODAY = date(2026, 11, 26)
MODELS = shapes.models()
EARN = document_shape().field("earn").shape.item
GETS = MODELS["PromotionPart"].field("get").shape
CARDS = [*EARN.kinds.values(), *GETS.kinds.values(), *document_shape().field("wallets").shape.value.kinds.values()]
WALLETS = {"credit": {"kind": "credit"}, "points": {"kind": "points", "worth": "0.05"}}


def known(*keys):
    """Whether one of these words of the editor is there in every language."""
    return any(catalogue().knows(f"edit.{key}") for key in keys)


def parts(model, found):
    """Every part that a model is made of, by the annotations of pydantic itself."""
    if model in found:
        return found
    found.add(model)
    for field in model.model_fields.values():
        for one in inner(field.annotation):
            parts(one, found)
    return found


def inner(annotation):
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for arg in getattr(annotation, "__args__", ()) for found in inner(arg)]


def test_every_key_of_every_part_is_a_field():
    found = {one.__name__: one for one in parts(Document, set()) if one.__name__ not in ("Text", "After")}

    assert found.keys() == MODELS.keys()
    for name, model in found.items():
        keys = {field.alias or key for key, field in model.model_fields.items()}
        assert {field.key for field in MODELS[name].fields} == keys, name


def test_no_value_is_left_to_guesswork():
    plain = [
        f"{group.model}.{field.key}"
        for group in MODELS.values()
        for field in group.fields
        if isinstance(field.shape, Leaf) and field.shape.kind == "text"
    ]

    assert {name.partition(".")[2] for name in plain} == {"wallet"}


@pytest.mark.parametrize("group", MODELS.values(), ids=lambda group: group.model)
def test_every_key_and_choice_has_its_words(group):
    for field in group.fields:
        assert known(f"key.{group.model}.{field.key}", f"key.{field.key}"), field.key
        if isinstance(field.shape, Leaf) and field.key not in ("type", "kind"):
            for option in field.shape.options:
                if field.shape.kind == "choice":
                    assert known(f"choice.{field.key}.{group.model}.{option}", f"choice.{field.key}.{option}"), option


@pytest.mark.parametrize("group", CARDS, ids=lambda group: group.model)
def test_every_kind_of_part_has_a_name_and_an_example(group):
    assert known(f"kind.{group.model}")
    assert known(f"kind.{group.model}.example")


@pytest.mark.parametrize("key", [field.key for field in document_shape().fields if not isinstance(field.shape, Leaf)])
def test_every_section_has_a_heading(key):
    assert known(f"part.{key}", f"key.{key}")


SAMPLES = {"sku": "a", "of": {"sku": ["a"]}, "category": ["a", "b"], "brand": ["a", "b"]}


@pytest.mark.parametrize("model", JUST_ONE)
def test_of_these_keys_just_one_may_be_said(model):
    group = MODELS[model]
    tag = next((f.key for f in group.fields if f.key in ("type", "kind")), "")
    fixed = {tag: group.field(tag).shape.options[0]} if tag else {}
    whole = start_group(group, TODAY) | fixed | {"id": "a", "wallet": "a"}
    whole = {key: value for key, value in whole.items() if group.field(key)}
    several = {key: SAMPLES.get(key) or start_of(group.field(key), TODAY) for key in JUST_ONE[model]}
    part = next(one for one in parts(Document, set()) if one.__name__ == model)

    with pytest.raises(ValidationError) as refused:
        part.model_validate(whole | several)
    assert [one["type"] for one in refused.value.errors()] == ["just_one"]
    for key, value in several.items():
        part.model_validate({one: held for one, held in whole.items() if one not in several} | {key: value})


def test_the_parts_that_say_just_one_are_all_in_the_table():
    told = {one.__name__ for one in parts(Document, set()) if "_one" in vars(one)}

    assert told - {"After"} == set(JUST_ONE)


@pytest.mark.parametrize("group", EARN.kinds.values(), ids=lambda group: group.model)
def test_a_rule_begins_as_one_that_works_or_says_what_is_still_missing(group):
    tag = next(tag for tag, one in EARN.kinds.items() if one is group)
    rule = start_group(group, TODAY) | {"type": tag, "id": "a", "wallet": "credit"}

    assert faults(earn=[rule]) <= {"empty", "more_than_there_are"}


@pytest.mark.parametrize("tag", GETS.kinds)
def test_a_promotion_begins_as_one_that_works_or_says_what_is_still_missing(tag):
    get = start_group(GETS.kinds[tag], TODAY) | {"kind": tag}
    if "wallet" in get:
        get["wallet"] = "points"

    found = faults(promotions=[{"id": "a", "get": get}])
    assert found <= {"empty", "items_needed"}


def faults(**sections):
    """The codes of what is wrong with a small programme that has these sections."""
    whole = {
        "format": "moadon/programme/1", "id": "a", "name": {"en": "A"}, "currency": "ILS", "wallets": WALLETS,
        **sections,
    }  # fmt: skip
    try:
        parse(whole, languages=())
    except InvalidDocument as invalid:
        return {one.code for one in invalid.findings if one.level == "error"}
    return set()


def test_a_key_that_nobody_has_heard_of_is_drawn_by_itself():
    from typing import Annotated, Literal

    from moadon.engine.rules.values import Amount, Codes

    class Fresh(Part):
        colour: Literal["red", "blue"] = "red"
        least: Amount | None = None
        shelf: Annotated[Codes, "anything"] | None = None
        flag: bool = False

    group = shapes._group(Fresh)

    assert [(field.key, field.shown) for field in group.fields] == [
        ("colour", True), ("least", False), ("shelf", False), ("flag", False),
    ]  # fmt: skip
    assert group.field("colour").shape == Leaf("choice", ("red", "blue"))
    assert group.field("least").shape == Leaf("amount")
    assert group.field("shelf").shape == Listing(Leaf("code"))


@pytest.mark.parametrize(
    ("text", "shown"), [("0.2", "20"), ("1", "100"), ("0.125", "12.5"), ("0", "0"), ("0.005", "0.5"), ("ten", "ten")]
)
def test_a_share_is_shown_as_a_percentage(text, shown):
    assert moved(text, 2) == shown


def test_groups_and_kinds_are_told_apart():
    assert isinstance(GETS, OneOf)
    assert isinstance(MODELS["When"], Group)
    assert MODELS["When"].opens
    assert not MODELS["PerMember"].opens
