"""One meaning: every basket of the tables costs the same by the function, in the quote and on the receipt."""

from itertools import count
from typing import Any

import pytest

from moadon.apps.catalogue.models import Category
from moadon.engine.rules import compile_programme, parse
from moadon.kernel.money import trim_decimal
from moadon.store import club_transaction
from tests.engine.promotions import test_groups, test_kinds, test_when
from tests.engine.promotions.board import HEAD, basket, judged
from tests.engine.shop import TEL_AVIV
from tests.flows.shopkeeper import NOON, Shopkeeper, open_shop

pytestmark = pytest.mark.django_db


def rows_of(test: Any) -> list[tuple[Any, ...]]:
    """The rows of a table test."""
    (mark,) = [one for one in test.pytestmark if one.name == "parametrize"]
    return list(mark.args[1])


def written(*promotions: str, groups: str = "[]") -> str:
    """The programme of a table's row, as a club would publish it."""
    some = "".join(f"  - {one if 'id:' in one else one.replace('{', '{id: p, ', 1)}\n" for one in promotions)
    head = HEAD.replace("name: {en: Club}", "name: {en: Club, he: מועדון, fa: باشگاه}")
    return f"{head}groups: {groups}\npromotions:\n{some}"


CASES: list[tuple[str, str]] = [
    *[(written(promotion), goods) for promotion, goods, _ in rows_of(test_kinds.test_what_a_basket_costs)],
    *[
        (written(*promotions, groups=mode), goods)
        for mode, promotions, goods, _ in rows_of(test_groups.test_which_promotions_of_a_group_apply)
    ],
    *[
        (written(f"{{items: {{category: [jeans]}}, get: {{kind: percent, value: '0.2'}}, limits: {limits}}}"), goods)
        for limits, goods, _ in rows_of(test_when.test_at_most_in_a_receipt)
    ],
]


def body_of(shop: Shopkeeper, goods: str) -> tuple[dict[str, Any], Any]:
    """The same goods as a till sends them and as the engine sees them."""
    what = basket(goods)
    lines = [
        {
            "id": line.id, "sku": line.sku, "quantity": trim_decimal(line.quantity, 3),
            "unit_price": trim_decimal(line.unit_price, 4), "discount": trim_decimal(line.discount, 2),
            **({"category": line.categories[0]} if line.categories else {}),
            **({"brand": line.brand} if line.brand else {}),
        }
        for line in what.lines
    ]  # fmt: skip
    return {**shop.basket(), "lines": lines, "at": NOON.isoformat()}, what._replace(at=NOON)


def test_the_function_the_quote_and_the_receipt_say_the_same() -> None:
    assert len(CASES) > 180
    shop = open_shop()
    with club_transaction(shop.club.id):
        clothes = Category.objects.create(club_id=shop.club.id, code="clothes")
        for code in ("jeans", "shirts"):
            Category.objects.create(club_id=shop.club.id, code=code, parent=clothes)
    numbers = count(1)
    for text, goods in CASES:
        shop.publish(text)
        body, what = body_of(shop, goods)
        told = judged(compile_programme(parse(text), TEL_AVIV), what)
        quoted = shop.quote(body)
        (receipt,) = shop.post({**body, "number": f"T{next(numbers)}"})
        expected = {line.id: dict(line.discounts) for line in told.lines}
        for answer in (quoted, receipt):
            assert int(answer["to_pay"].replace(".", "")) == told.to_pay, (text, goods)
            assert {
                line["id"]: {one["rule"]: int(one["amount"].replace(".", "")) for one in line["discounts"]}
                for line in answer["lines"]
            } == expected, (text, goods)
            assert [(no["rule"], no["code"]) for no in answer["not_applied"]] == [
                (no.rule, no.code) for no in told.not_applied
            ]
