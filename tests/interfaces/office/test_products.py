"""The catalogue in the office: products, their categories, what receipts brought."""

import re

import pytest

from moadon.apps.catalogue import actions, queries
from moadon.apps.catalogue.types import NewProduct, UnknownProduct
from moadon.apps.clubs.types import SYSTEM
from moadon.store import club_transaction
from tests.interfaces.office.shop_floor import plain, text_of
from tests.interfaces.office.who import allowed, statuses


@pytest.mark.parametrize("name", ["products", "categories"])
def test_everybody_reads_the_catalogue_and_those_who_run_the_club_write_it(signed_in, name):
    assert statuses(signed_in, f"/office/kav/{name}/") == allowed("owner", "manager", "cashier", "auditor", "analyst")


@pytest.mark.parametrize("name", ["products", "categories"])
def test_only_those_who_run_the_club_write_it(signed_in, name):
    assert statuses(signed_in, f"/office/kav/{name}/add") == allowed("owner", "manager")


@pytest.mark.parametrize("name", ["products", "categories"])
def test_a_stranger_signs_in_first_and_another_club_is_not_there(client, signed_in, kav, north, name):
    assert client.get(f"/office/kav/{name}/").url.startswith("/office/sign-in?next=")
    assert signed_in("owner", "noa", (north,)).get(f"/office/kav/{name}/").status_code == 404


def test_costs_are_not_for_the_till(signed_in, kav):
    actions.add_product(club=kav, new=NewProduct("P1", "Paint", unit_cost=123_400), actor=SYSTEM)

    assert "₪12.34" in plain(text_of(signed_in("manager"), "/office/kav/products/"))
    assert "12.34" not in plain(text_of(signed_in("cashier", "ron"), "/office/kav/products/"))


def test_a_product_is_listed_as_typed(signed_in, kav):
    actions.add_category(club=kav, code="paint", actor=SYSTEM)
    typed = {
        "sku": "P1",
        "name": "Paint",
        "category": "paint",
        "unit_price": "۱۲٫۹",
        "unit_cost": "4",
        "tax_rate": "18",
    }

    answer = signed_in("manager").post("/office/kav/products/add", typed)

    assert answer.status_code == 302
    with club_transaction(kav.id):
        row = queries.products(kav).get()
    assert (row.unit_price, row.unit_cost, row.tax_rate, row.category.code) == (129_000, 40_000, 1_800, "paint")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("sku", ""),
        ("unit_price", "dear"),
        ("unit_cost", "-1"),
        ("unit_cost", "1.23456"),
        ("tax_rate", "101"),
        ("category", "none"),
    ],
)
def test_what_cannot_be_is_refused_under_its_field(signed_in, field, typed):
    answer = signed_in().post("/office/kav/products/add", {"sku": "P1", field: typed})

    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_what_a_receipt_brought_waits_until_it_is_saved(signed_in, kav):
    with club_transaction(kav.id):
        actions.take_unknown(kav.id, [UnknownProduct("X9", "Mystery")])
    client = signed_in()
    waiting = "/office/kav/products/?incomplete=True"
    address = re.search(r'href="(/office/kav/products/prd_[^"]+)"', client.get(waiting).content.decode()).group(1)

    client.post(address, {"name": "Glue", "edition": "1", "active": "on"})

    assert "X9" not in client.get(waiting).content.decode()
    assert "Glue" in client.get("/office/kav/products/?q=glu").content.decode()


def test_a_category_hangs_moves_and_goes(signed_in, kav):
    client = signed_in("manager")
    client.post("/office/kav/categories/add", {"code": "paint", "name": "Paint"})
    client.post("/office/kav/categories/add", {"code": "oil", "name": "Oil", "parent": "paint"})
    with club_transaction(kav.id):
        paint, oil = queries.categories(kav).get(code="paint"), queries.categories(kav).get(code="oil")

    circle = client.post(f"/office/kav/categories/{paint.pk}", {"name": "Paint", "parent": "oil"})
    kept = client.post(f"/office/kav/categories/{paint.pk}/remove", follow=True)
    client.post(f"/office/kav/categories/{oil.pk}/remove")

    assert "parent" in circle.context["form"].errors
    assert "Move them first" in kept.content.decode()
    with club_transaction(kav.id):
        assert [row.code for row in queries.categories(kav)] == ["paint"]


def test_the_list_asks_a_constant_number_of_questions(signed_in, kav, django_assert_max_num_queries):
    client = signed_in()
    actions.list_products(club=kav, rows=[NewProduct(f"P{n}", category=f"c{n}") for n in range(120)])
    client.get("/office/kav/products/")

    with django_assert_max_num_queries(14):
        assert "1 – 50 of 120" in re.sub("<[^>]*>", "", client.get("/office/kav/products/").content.decode())
