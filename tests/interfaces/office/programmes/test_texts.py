"""The document as text: where each part stands, and what may be written at the caret."""

import pytest

from moadon.engine.rules.findings import pointer
from moadon.engine.rules.templates import document_for, templates, written
from moadon.interfaces.office.programmes.editor.caret import offers
from moadon.interfaces.office.programmes.editor.texts import line_of, lines_of

HEAD = "format: moadon/programme/1\nid: x\n"


@pytest.mark.parametrize(
    ("before", "begun", "first"),
    [
        ("for", "for", ["format: "]),
        (HEAD, "", ["name: ", "currency: "]),
        ("earn:\n  - type: ", "", ["linear", "targets"]),
        ("earn:\n  - type: li", "li", ["linear"]),
        ("earn:\n  - {id: a, type: linear, ba", "ba", ["basis: "]),
        ("earn:\n  - id: a\n    type: linear\n    basis: ", "", ["receipt", "accumulated"]),
        ("earn:\n  - id: a\n    when:\n      weekday: [sun, ", "", ["mon", "tue"]),
        ("earn:\n  - {type: linear, when: {hour: ['1:00', '2:00'], we", "we", ["weekday: "]),
        ("promotions:\n  - get: {kind: buy_get, ", "", ["buy: ", "get: "]),
        ("tiers:\n  - ", "", ["id: ", "name: "]),
        ("wallets:\n  credit: {kind: credit, ex", "ex", ["expires: "]),
        ("earn:\n  - {type: linear}\nnothing: [", "", []),
        ("a: 'not closed", "closed", []),
    ],
)
def test_what_may_stand_at_the_caret_is_offered(before, begun, first):
    word, found = offers(before, len(before))

    assert word == begun
    assert [one.text for one in found][: len(first)] == first
    assert bool(first) == bool(found)


def test_keys_that_are_there_are_not_offered_again():
    text = "earn:\n  - {type: linear, id: a, "
    _, found = offers(text, len(text))

    assert not {"id: ", "type: "} & {one.text for one in found}
    assert "every: " in {one.text for one in found}


@pytest.mark.parametrize("template", [one.id for one in templates()])
def test_every_part_of_a_text_has_its_line(template):
    document = document_for(template, "ILS", "x")
    text = written(document)
    lines = lines_of(text)

    for where in places(document):
        assert where in lines, where
        last = where.rpartition("/")[2]
        if not last.isdigit():
            assert last in text.splitlines()[lines[where] - 1]


def places(value, path=()):
    if path:
        yield pointer(*path)
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


def test_a_place_that_is_not_there_is_at_what_holds_it():
    lines = lines_of("a: 1\nb:\n  c: [1, 2]\n")

    assert line_of("/b/c/7", lines) == 3
    assert line_of("/b/d", lines) == 2
    assert line_of("/z", lines) == 1
    assert lines_of("a: [") == {}
