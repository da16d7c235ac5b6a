"""django-oscar's offer engine with its own conditions and benefits, without a database.

What it would read from tables (which products a range holds, which offers may be combined) is answered from memory.
Run with the Python that has it; reads {offers, baskets, products, rounds} from standard input, writes {totals, rate}.
"""

import json
import sys
import time
from decimal import Decimal

import django
from django.conf import settings
from oscar import INSTALLED_APPS, defaults

settings.configure(
    **{name: getattr(defaults, name) for name in dir(defaults) if name.startswith("OSCAR_")},
    INSTALLED_APPS=INSTALLED_APPS,
    DATABASES={},
    SITE_ID=1,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
    SECRET_KEY="none",
)
django.setup()

from oscar.apps.basket.models import Basket, Line  # noqa: E402
from oscar.apps.catalogue.models import Product  # noqa: E402
from oscar.apps.offer.applicator import Applicator  # noqa: E402
from oscar.apps.offer.benefits import (  # noqa: E402
    AbsoluteDiscountBenefit,
    MultibuyDiscountBenefit,
    PercentageDiscountBenefit,
)
from oscar.apps.offer.conditions import CountCondition, ValueCondition  # noqa: E402
from oscar.apps.offer.models import ConditionalOffer, Range  # noqa: E402
from oscar.apps.partner.availability import Available  # noqa: E402
from oscar.apps.partner.models import StockRecord  # noqa: E402
from oscar.apps.partner.prices import FixedPrice  # noqa: E402
from oscar.apps.partner.strategy import Default, PurchaseInfo  # noqa: E402


class Held:
    """The products of a range, in memory; what a range's own class may answer."""

    def __init__(self, products):
        self.products = products

    def contains_product(self, product):
        return self.products is None or product.id in self.products


class Priced(Default):
    """Prices without a tax, as the stock record has them."""

    def fetch_for_line(self, line, stockrecord=None):
        price = FixedPrice("ILS", stockrecord.price, tax=Decimal(0))
        return PurchaseInfo(price=price, availability=Available(), stockrecord=stockrecord)


def range_with(number, products):
    found = Range(id=number, name=f"Range {number}", slug=f"range-{number}", includes_all_products=products is None)
    found.__dict__["proxy"] = Held(products)
    return found


def offer_of(number, one, ranges):
    """One use per basket; none is exclusive, and so each goes with all others.

    Conditions and benefits are made of the classes that the general ones would turn into at every use.
    """
    of = ranges[one["range"]] if one["kind"] in ("range", "get") else ranges[None]
    asks, gives = {
        "range": ((CountCondition, 1), (PercentageDiscountBenefit, one["rate"])),
        "get": ((CountCondition, 3), (MultibuyDiscountBenefit, 0)),
        "amount": ((ValueCondition, Decimal(one["least"]) / 100), (AbsoluteDiscountBenefit, Decimal(one["off"]) / 100)),
        "share": ((ValueCondition, Decimal(one["least"]) / 100), (PercentageDiscountBenefit, one["rate"])),
    }[one["kind"]]
    offer = ConditionalOffer(
        id=number, name=one["id"], slug=one["id"], exclusive=False, max_basket_applications=1, priority=-number,
        condition=asks[0](id=number, range=of, value=Decimal(asks[1])),
        benefit=gives[0](id=number, range=of, value=Decimal(gives[1])),
    )  # fmt: skip
    none = ConditionalOffer.objects.none()
    vars(none)["_result_cache"] = []
    vars(offer)["_prefetched_objects_cache"] = {"combinations": none}
    return offer


def basket_of(number, items, products, strategy):
    basket = Basket(id=number)
    basket.strategy = strategy
    lines = vars(basket)["_lines"] = []
    for n, item in enumerate(items):
        product = products[item["product"]]
        stock = StockRecord(id=product.id, product=product, price=Decimal(item["price"]) / 100, price_currency="ILS")
        line = Line(id=n, basket=basket, product=product, stockrecord=stock, quantity=item["quantity"])
        lines.append(line)
    return basket


def main(load):
    products = {number: Product(id=number + 1, title=f"P{number}") for number, _ in load["products"]}
    ranges = {None: range_with(1, None)}
    for which in {of for _, of in load["products"]}:
        held = {products[number].id for number, of in load["products"] if of == which}
        ranges[which] = range_with(which + 2, held)
    offers = [offer_of(n, one, ranges) for n, one in enumerate(load["offers"], 1)]
    strategy, applicator = Priced(), Applicator()
    rate, totals = 0.0, []
    for _ in range(load["rounds"]):
        baskets = [basket_of(n, items, products, strategy) for n, items in enumerate(load["baskets"], 1)]
        began = time.process_time()
        for basket in baskets:
            applicator.apply_offers(basket, offers)
        rate = max(rate, len(baskets) / (time.process_time() - began))
        totals = [
            float(sum(line.line_price_excl_tax - line.discounts.total for line in basket.all_lines()) * 100)
            for basket in baskets
        ]
    print(json.dumps({"totals": totals, "rate": rate}))


main(json.load(sys.stdin))
