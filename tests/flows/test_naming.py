"""Sentences name goods and branches as the club does, not by their codes."""

import pytest

from moadon.apps.catalogue.models import Category, Product
from moadon.apps.programmes.queries import clock_of
from moadon.engine.rules import compile_programme, explain, parse
from moadon.engine.rules.compare import compare, tell_difference
from moadon.flows.naming import names_in, names_told
from moadon.kernel.shapes import Shapes
from moadon.store import club_transaction, watching
from tests.flows.shopkeeper import Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db

NAMED = document(
    "{id: a, type: per_amount, amount: '1', give: '1', wallet: points, items: {category: [jeans, hats]}, "
    "when: {branch: [tlv]}, multiply: {sku: {S1: '2'}}}"
)


@pytest.fixture
def shop() -> Shopkeeper:
    """A club that calls its jeans Blue jeans, S1 Belt, and has said nothing of hats."""
    shop = open_shop()
    with club_transaction(shop.club.id):
        Category.objects.create(club_id=shop.club.id, code="jeans", name="Blue jeans")
        Product.objects.create(club_id=shop.club.id, sku="S1", name="Belt")
    return shop


def _speaker(shop: Shopkeeper) -> Shapes:
    return Shapes("en", shop.club.currency, shop.club.calendar, shop.club.time_zone)


def test_a_rule_is_told_with_names_and_where_there_is_none_with_the_code(shop: Shopkeeper) -> None:
    programme = compile_programme(parse(NAMED), clock_of(shop.club))
    names = names_in(shop.club, programme.document)

    said = next(one.text for one in explain(programme, _speaker(shop).calling(names)) if one.subject == "a")

    assert "Blue jeans and hats" in said
    assert "Belt" in said
    assert "Tel Aviv" in said
    assert "jeans and hats" in next(one.text for one in explain(programme, _speaker(shop)) if one.subject == "a")


def test_a_difference_is_told_with_names(shop: Shopkeeper) -> None:
    (one,) = compare(parse(NAMED), parse(NAMED.replace("[jeans, hats]", "[hats]")))

    said = tell_difference(one, _speaker(shop).calling(names_told(shop.club, [one.what])))

    assert "Blue jeans" in said


def test_names_take_a_statement_a_kind_whatever_their_number(shop: Shopkeeper) -> None:
    long = NAMED.replace("[jeans, hats]", "[" + ", ".join(f"c{n}" for n in range(200)) + "]")
    counts = []
    for text in (NAMED, long):
        with club_transaction(shop.club.id), watching() as seen:
            names_in(shop.club, parse(text))
        counts.append(sum("select" in statement and "set_config" not in statement for statement in seen))

    assert counts == [3, 3]
