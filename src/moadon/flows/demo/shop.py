"""The demo chain: branches, people behind the counter, the tree of goods and the shelf."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from moadon.flows.demo import documents
from moadon.flows.demo.types import Branch, Category, Employee, Product
from moadon.kernel.money import parse_decimal, round_half_up

TAX = Fraction(18, 100)
_PERSIAN = str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")


@dataclass(frozen=True, slots=True)
class Shop:
    """Everything that stands still: who sells what, and where."""

    name: str
    branches: tuple[Branch, ...]
    employees: tuple[Employee, ...]
    categories: tuple[Category, ...]
    products: tuple[Product, ...]

    def parts_of(self, category: str) -> tuple[str, ...]:
        """`category` and the parts of the shop it lies in, own code first."""
        above = {each.code: each.parent for each in self.categories}
        found = [category]
        while (parent := above[found[-1]]) is not None:
            found.append(parent)
        return tuple(found)


@lru_cache(maxsize=4)
def open_shop(language: str) -> Shop:
    """The shop as the documents tell it, with names in `language` (en, he, fa)."""
    club, goods = documents.read("club.yaml"), documents.read("shop/products.yaml")
    employees = tuple(Employee(each["code"], each["name"][language], each["branch"]) for each in club["employees"])
    return Shop(
        name=club["name"][language],
        branches=tuple(_branch(each, employees, language) for each in club["branches"]),
        employees=employees,
        categories=tuple(Category(c["code"], c["name"][language], c.get("in")) for c in goods["categories"]),
        products=tuple(p for family in goods["families"] for p in _family(family, goods["words"], language)),
    )


def _branch(entry: Any, employees: tuple[Employee, ...], language: str) -> Branch:
    return Branch(
        code=entry["code"],
        name=entry["name"][language],
        weight=entry["weight"],
        asks=entry["members"],
        tills=tuple(f"T{n}" for n in range(1, entry["tills"] + 1)),
        staff=tuple(each.code for each in employees if each.branch == entry["code"]),
        channel=entry.get("channel", "store"),
    )


def _family(family: Any, words: Any, language: str) -> list[Product]:
    variants = _variants(family, words, language)
    prices = family["price"] if isinstance(family["price"], list) else [family["price"]] * len(variants)
    found = []
    for (code, word), price in zip(variants, prices, strict=True):
        minor = parse_decimal(price, 2)
        share = Fraction(str(family["cost"])) / (1 + TAX)
        cost = round_half_up(minor * share.numerator, share.denominator)
        sku = f"{family['code']}-{code}" if code else family["code"]
        name = family["name"][language].replace("{v}", word)
        found.append(Product(sku, name, family["category"], family["brand"], minor, cost))
    return found


def _variants(family: Any, words: Any, language: str) -> list[tuple[str, str]]:
    if "of" in family:
        return [(each["code"], each[language]) for each in words[family["of"]]]
    return [(size.upper(), _size(size, language)) for size in family.get("sizes", [""])]


def _size(size: str, language: str) -> str:
    if not any(letter.isdigit() for letter in size):
        return size
    shown = size.replace("x", "×")
    return shown.translate(_PERSIAN) if language == "fa" and shown[0].isdigit() else shown
