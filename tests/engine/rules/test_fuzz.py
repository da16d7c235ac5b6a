"""Whatever is written: a finding or a programme, and a programme that was taken runs."""

import copy
import random
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moadon.engine.rules import (
    Buyer,
    Document,
    Finding,
    InvalidDocument,
    catalogue,
    compile_programme,
    evaluate,
    explain,
    parse,
)
from moadon.kernel.shapes import Shapes
from tests.engine.promotions.board import basket
from tests.engine.shop import TEL_AVIV

WHOLE = """
format: moadon/programme/1
id: whole
name: {en: All, he: הכול, fa: همه}
currency: ILS
priority: 3
base: {tax: excluded, exclude: {sku: [Z]}}
wallets:
  credit: {kind: credit, expires: {after: {months: 12}}}
  points: {kind: points, worth: "0.05", decimals: 1}
earn:
  - {id: base, type: linear, every: "100", give: "10", wallet: credit, basis: accumulated}
  - {id: month, type: targets, period: month, wallet: credit, steps: [{reach: "40", give: "4"}, {reach: "80", give: "9"}]}
  - {id: rate, type: rate_by_value, period: quarter, wallet: credit, bands: [{from: "0", rate: "0.1"}]}
  - {id: each, type: per_amount, amount: "1", give: "1.5", wallet: points, items: {category: [jeans]}, for: {members: true},
     when: {weekday: [sun], hour: ["10:00", "14:00"]}, multiply: {channel: {web: "2"}, sku: {J: "3"}}, pending: {days: 2},
     limits: {per_member: {amount: "500", times: 2, period: month}, per_receipt: {amount: "90"}, budget: "9000"}}
groups:
  - {id: one, mode: best, base: original}
  - {id: two, mode: exclusive}
promotions:
  - {id: j20, group: one, priority: 10, items: {category: [jeans]}, get: {kind: percent, value: "0.20"}}
  - {id: three, group: one, items: {brand: [acme]}, get: {kind: buy_get, buy: 2, get: 1, percent: "1"}}
  - {id: duo, group: one, get: {kind: bundle_price, price: "150", of: [{items: {sku: [S]}}, {items: {category: [jeans]}}]}}
  - {id: fixed, group: two, items: {sku: [M], excluding: {brand: [acme]}}, get: {kind: fixed_price, value: "9.90"}}
  - {id: unit, group: two, items: {sku: [A]}, get: {kind: amount, value: "5", on: unit}, limits: {per_receipt: {times: 1}}}
  - {id: save, when: {hour: ["10:00", "14:00"]}, get: {kind: steps, steps: [{from: "20", value: "2"}, {from: "50", percent: "0.1"}]}}
  - {id: bday, when: {birthday_within: {days: 7}}, get: {kind: percent, value: "0.1", on: basket}, not_with: [save]}
  - {id: hello, when: {coupon: [HI], basket_from: "10"}, get: {kind: amount, value: "2", on: basket}}
  - {id: gift, get: {kind: gift, sku: M}}
  - {id: list, get: {kind: price_list, prices: {A: "1", B: "2"}}}
  - {id: mug, items: {sku: [M]}, get: {kind: points_price, wallet: points, points: "50", price: "2"}}
margin: [{floor: "0.05", of: basket}, {floor: "0.01", of: item, mode: warn, assume: {jeans: "0.4"}}]
"""
PLAIN: dict[str, Any] = yaml.safe_load(WHOLE)
JUNK: list[Any] = [
    None, "", " ", "x", "0", "-1", "1.005", "1e9", "NaN", 0, -1, 3, 10**19, True, [], {}, [[]], [None], {"a": 1}, "percent",
    "gold", ["jeans"], "\u202e", "ש", "۱۲", {"kind": "percent"}, "2026-02-30", "25:00", {"from": 1}, "a" * 400,
]  # fmt: skip
SHAPES = [Shapes(language, "ILS", "gregorian", "Asia/Jerusalem") for language in ("en", "he", "fa")]
BASKET = basket("2*A@30 J@100 K@80 S@60 M@15 0.5*B@9", "2026-11-22 11:00", coupons=("hi",))


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a plain value, the whole not among them."""
    found: list[tuple[Any, ...]] = []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found.append((*path, key))
        found += places_in(inner, (*path, key))
    return found


def changed(seed: int, changes: int) -> dict[str, Any]:
    """The whole document with some of it taken away, replaced, doubled or moved."""
    rng = random.Random(seed)
    document = copy.deepcopy(PLAIN)
    for _ in range(changes):
        places = places_in(document)
        path = rng.choice(places)
        holder = document
        for part in path[:-1]:
            holder = holder[part]
        deed, key = rng.randrange(5), path[-1]
        if deed == 0:
            del holder[key]
        elif deed == 1:
            holder[key] = rng.choice(JUNK)
        elif deed == 2 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        elif deed == 3 and isinstance(holder, dict):
            holder[rng.choice(["kind", "value", "on", "of", "for", "when", "items", "x", str(key) + "s"])] = holder.pop(
                key
            )
        else:
            other = document
            for part in (source := rng.choice(places))[:-1]:
                other = other[part] if not isinstance(other, list) or part < len(other) else {}
            holder[key] = copy.deepcopy(other.get(source[-1]) if isinstance(other, dict) else rng.choice(JUNK))
    return document


def read(document: dict[str, Any]) -> tuple[Document | None, tuple[Finding, ...]]:
    """The document, or what is wrong with it."""
    try:
        return parse(document), ()
    except InvalidDocument as invalid:
        return None, invalid.findings


def test_the_whole_document_is_good() -> None:
    document = parse(WHOLE)
    assert parse(document.as_json()) == document


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9), changes=st.integers(1, 4))
def test_a_document_with_anything_in_it_is_refused_with_reasons_or_runs(seed: int, changes: int) -> None:
    taken, findings = read(changed(seed, changes))
    if taken is None:
        assert any(one.level == "error" for one in findings)
        for one in findings:
            assert catalogue().knows(one.message.key), one
            assert all(catalogue().tell(one.message, shapes) for shapes in SHAPES)
        return
    club = compile_programme(taken, TEL_AVIV)
    for buyer in (None, Buyer({})):
        told = evaluate(club, BASKET, buyer)
        assert 0 <= told.to_pay <= told.total
    for shapes in SHAPES:
        assert explain(club, shapes)


@pytest.mark.parametrize("text", ["earn: [", "{", "\x00", "promotions: &a [*a]", "a: !!python/object:os.system {}"])
def test_a_text_that_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(InvalidDocument):
        parse(text)
