"""The demo chain: what it sells, where, and when it is open."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from moadon.flows.demo import documents
from moadon.flows.demo.curves import luck
from moadon.flows.demo.opening import Opening
from moadon.flows.demo.receipts import ZONE
from moadon.flows.demo.shop import open_shop
from moadon.flows.demo.types import Span
from moadon.kernel.sentences import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_a_name_in_every_language(language: str) -> None:
    shop = open_shop(language)
    names = [each.name for each in (*shop.branches, *shop.employees, *shop.categories, *shop.products)]

    assert all(name.strip() and "{" not in name for name in [shop.name, *names])


def test_goods_are_known_by_one_sku_and_sell_above_their_cost() -> None:
    products = open_shop("en").products

    assert 400 <= len(products) <= 500
    assert len({each.sku for each in products}) == len(products)
    assert all(0 < each.cost < each.price / 1.18 for each in products)


def test_names_are_not_told_twice() -> None:
    for language in LANGUAGES:
        names = [each.name for each in open_shop(language).products]
        assert len(set(names)) == len(names)


def test_every_part_of_the_shop_hangs_on_the_tree() -> None:
    shop = open_shop("en")

    assert shop.parts_of("acrylic") == ("acrylic", "paint")
    assert {each.category for each in shop.products} <= {each.code for each in shop.categories}


def test_sizes_are_written_as_each_language_writes_them() -> None:
    by_language = {language: open_shop(language).products for language in LANGUAGES}
    canvas = {language: next(p.name for p in goods if p.sku == "CNV-30X40") for language, goods in by_language.items()}

    assert canvas == {
        "en": "Stretched canvas 30×40 cm",
        "he": "קנבס מתוח 30×40 ס״מ",
        "fa": "بوم کشیده ۳۰×۴۰ سانتی‌متر",
    }


def test_everybody_works_in_a_branch_that_is_there() -> None:
    shop = open_shop("en")
    codes = {branch.code for branch in shop.branches}

    assert {each.branch for each in shop.employees} <= codes
    assert 5 <= len(codes) <= 12
    assert sum(branch.weight for branch in shop.branches) == 100


def test_shops_draw_moments_within_their_hours_only() -> None:
    span, rng = Span(date(2026, 3, 1), date(2026, 4, 30)), luck("hours")
    stores = Opening(span, ZONE, web=False)

    for _ in range(2000):
        moment = datetime.fromtimestamp(stores.draw_moment(stores.draw_day(rng), rng), ZoneInfo(ZONE))
        assert moment.weekday() != 5
        assert 9 <= moment.hour < (14 if moment.weekday() == 4 else 20)


def test_the_shop_on_the_web_opens_after_the_sabbath() -> None:
    span, rng = Span(date(2026, 3, 7), date(2026, 3, 7)), luck("web")
    web = Opening(span, ZONE, web=True)

    hours = {datetime.fromtimestamp(web.draw_moment(0, rng), ZoneInfo(ZONE)).hour for _ in range(200)}

    assert hours == {20, 21, 22, 23}


def test_the_documents_are_found() -> None:
    assert (documents.folder() / "club.yaml").is_file()
    assert documents.read("club.yaml")["name"]["he"] == "מועדון קו"
