"""Texts of any origin: nothing but findings ever comes out of a bad one."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.rules import InvalidDocument, catalogue, parse
from moadon.engine.rules.reading import MAX_BYTES, MAX_NODES
from tests.engine.rules.test_documents import DOCUMENT
from tests.engine.shop import light


def codes(document) -> set[str]:
    with pytest.raises(InvalidDocument) as raised:
        parse(document)
    assert all(catalogue().knows(finding.message.key) for finding in raised.value.findings)
    return {finding.code for finding in raised.value.findings}


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("", "not_a_mapping"),
        ("just words", "not_a_mapping"),
        ("- a\n- b", "not_a_mapping"),
        ("[]", "not_a_mapping"),
        ("null", "not_a_mapping"),
        (b"\xff\xfe\x00", "not_utf8"),
        ("a: [", "not_yaml"),
        ("a: b: c", "not_yaml"),
        ("\ta: 1", "not_yaml"),
        ("{", "not_yaml"),
        ('{"a": 1} trailing', "not_yaml"),
        ("a: 1\n---\nb: 2", "several_documents"),
        ("a: 1\na: 2", "duplicate_key"),
        ('{"a": 1, "a": 2}', "duplicate_key"),
        ("a: {b: 1, b: 2}", "duplicate_key"),
        ("[1, 2]: 3", "key_not_text"),
        ("a: &x [1]\nb: *x", "anchor"),
        ("a: &x 1", "anchor"),
        ("a: *x", "anchor"),
        ("a: !!python/object/apply:os.system [echo]", "anchor"),
        ("a: !!str 1", "anchor"),
        ("a: !other {b: 1}", "anchor"),
        ("[" * 60 + "]" * 60, "too_deep"),
        ('{"a":' * 60 + "1" + "}" * 60, "too_deep"),
        ("a: " + "[" * 100_000, "too_deep"),
        ("x" * (MAX_BYTES + 1), "too_large"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
        ("ש" * (MAX_BYTES // 2 + 1), "too_large"),
        ("a: " + "[1," * 15 + "]" * 15, "format"),
        ("[" + "1," * MAX_NODES + "]", "too_large"),
        ({"a": 0.5}, "float"),
        ({"a": float("nan")}, "float"),
        ({"a": float("inf")}, "float"),
        ({"a": 10**30}, "out_of_range"),
        ({"a": 10**5000}, "out_of_range"),
        ({"a": object()}, "not_plain"),
        ({"a": b"x"}, "not_plain"),
        ({1: 2}, "key_not_text"),
        ({"a": "x\0y"}, "bad_text"),
        ({"a\0": 1}, "bad_text"),
        ({"a": "\ud800"}, "bad_text"),
        ('{"a": "\\ud800"}', "bad_text"),
        (None, "not_a_mapping"),
        (7, "not_a_mapping"),
    ],
)
def test_a_text_that_cannot_be_read_says_why(document, code):
    if code == "format":
        assert "missing" in codes(document)
    else:
        assert code in codes(document)


def test_a_bomb_of_anchors_is_refused_at_once():
    bomb = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
    started = time.process_time()
    assert codes(bomb) == {"anchor"}
    assert time.process_time() - started < 1


def test_shared_parts_of_a_mapping_cannot_grow_without_bound():
    part: dict[str, object] = {"x": "y"}
    for _ in range(15):
        part = {"a": part, "b": part, "c": part, "d": part}
    assert "too_large" in codes(part)


def test_a_mapping_that_holds_itself_is_refused():
    knot: dict[str, object] = {}
    knot["again"] = knot
    assert "too_deep" in codes(knot)


def test_the_place_of_a_finding_in_the_text_is_named():
    with pytest.raises(InvalidDocument) as raised:
        parse("earn:\n  - {id: a}\n  - {id: &b b}\n")
    (finding,) = raised.value.findings
    assert (finding.pointer, finding.message.params["line"]) == ("/earn/1/id", 3)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("id: a\nid: b", "/id"),
        ("earn: [{id: a}, {id: b, id: c}]", "/earn/1/id"),
        ('{"id": "a", "id": "b"}', "/id"),
        ('{"earn": [{"id": "a"}, {"a/b": 1, "a/b": 2}]}', "/earn/1/a~1b"),
        ('{"%s": 1, "id": "a", "id": "b"}' % ("k" * 2000), ""),  # JSON that is no YAML: the key is named alone
    ],
)
def test_a_key_that_stands_twice_is_shown_where_it_stands(text, place):
    with pytest.raises(InvalidDocument) as raised:
        parse(text)
    (finding,) = raised.value.findings
    assert (finding.pointer, finding.code) == (place, "duplicate_key")


def named(code: str, i: int) -> dict[str, object]:
    """A promotion that names many others, none of which is there."""
    others = [f"spring-{i}-{n}-{code}" for n in range(20)]
    return {
        "id": f"{code}-{i}",
        "get": {"kind": "percent", "value": "0.1"},
        "items": {"sku": ["A"]},
        "not_with": others,
    }


@pytest.mark.parametrize(
    ("document", "first", "place"),
    [
        ({f"k{n}": 1 for n in range(100_000)}, "unknown_key", "/k99"),
        ({"promotions": [named("summer", i) for i in range(2000)]}, "unknown_promotion", "/promotions/4/not_with/19"),
        ({"promotions": [{"id": 0.5}] * 5000}, "float", "/promotions/99/id"),
        ("{" + "".join(f'"k{n}": 1, ' for n in range(100_000)) + '"k99999": 2}', "duplicate_key", "/k99999"),
        ({"wallets": {"w" * 500_000: {f"k{n}": 1 for n in range(1000)}}}, "not_an_id", None),
    ],
    ids=["keys", "names", "fractions", "twice", "long"],
)
def test_very_many_errors_are_told_at_once_and_not_all(document, first, place):
    if isinstance(document, dict):
        document = {**parse(DOCUMENT).as_json(), **document}
    started = time.process_time()
    with pytest.raises(InvalidDocument) as raised:
        parse(document)
    assert time.process_time() - started < 2
    found = raised.value.findings
    assert found[0].code == first
    assert sum(len(one.pointer) for one in found) < 50_000
    if len(found) > 1 and place:
        assert (len(found), found[99].pointer, found[100].code) == (101, place, "more_errors")
        assert raised.value.params["n"] == 100
    elif place:
        assert found[0].pointer == place


def test_true_null_and_numbers_are_told_apart_from_texts_in_quotes():
    with pytest.raises(InvalidDocument) as raised:
        parse(DOCUMENT.replace("months: 12", "months: true"))
    assert raised.value.findings[0].code == "not_whole"
    assert parse(DOCUMENT.replace("id: fashion", 'id: "null"')).id == "null"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)
places = [
    "format", "currency", "name", "wallets", "wallets credit", "wallets credit expires", "earn", "earn 0",
    "earn 1 steps", "earn 1 steps 0 reach", "earn 2 bands", "earn 3 when", "earn 3 limits", "earn 3 multiply",
    "earn 3 items category",
]  # fmt: skip


def only_findings(document) -> None:
    parsed, found = None, ()
    try:
        parsed = parse(document)
    except InvalidDocument as invalid:
        found = invalid.findings
    assert bool(parsed) != bool(found)
    assert all(catalogue().knows(finding.message.key) for finding in found)
    assert parsed is None or parse(parsed.as_json()) == parsed


@light
@given(st.sampled_from(places), json_values)
def test_anything_in_any_place_gives_a_document_or_findings(place, value):
    document = holder = parse(DOCUMENT).as_json()
    *way, last = [int(part) if part.isdigit() else part for part in place.split()]
    for part in way:
        holder = holder[part]
    holder[last] = value
    only_findings(document)
    try:
        text = json.dumps(document)
    except ValueError:
        return
    only_findings(text)


@light
@given(st.dictionaries(st.sampled_from(["id", "type", "earn", "wallets", "every", "x"]), json_values, max_size=5))
def test_any_mapping_gives_a_document_or_findings(document):
    only_findings(document)


@light
@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_text_gives_a_document_or_findings(text):
    only_findings(text)


@light
@given(
    st.integers(0, len(DOCUMENT) - 1),
    st.text(alphabet="{}[]:,&*!|>'\"%@` \n\t-#?0x~é\0", max_size=4),
    st.integers(0, 5),
)
def test_a_document_damaged_anywhere_gives_a_document_or_findings(at, text, cut):
    only_findings(DOCUMENT[:at] + text + DOCUMENT[at + cut :])


@pytest.mark.parametrize("key", [True, "true", "on"])
def test_the_word_on_survives_readers_that_take_it_for_a_truth(key):
    written = {"id": "p", "get": {"kind": "percent", "value": "0.1", key: "basket"}}
    head = {"format": "moadon/programme/1", "id": "club", "name": {"en": "Club"}, "currency": "ILS"}
    document = parse({**head, "promotions": [written]}, languages=())
    assert document.promotions[0].get.on == "basket"
