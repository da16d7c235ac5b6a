"""A file of goods becomes the catalogue."""

from collections.abc import Callable, Sequence
from typing import Any

from moadon.apps.catalogue import actions as catalogue
from moadon.apps.catalogue.types import NewProduct
from moadon.apps.clubs.types import ClubInfo
from moadon.flows.importing.choices import Choices
from moadon.flows.importing.jobs import Job
from moadon.flows.importing.reading import Cell, number_reader, rate_reader, text_reader
from moadon.flows.importing.tables import Outcome, Table, Took, Values, bring_in_table
from moadon.kernel.money import PRICE_PLACES
from moadon.kernel.refusals import Refused


def bring_in(job: Job) -> bool:
    """List the goods of the file. False when time was up before the end."""
    return bring_in_table(job, Table("products", readers(job.choices), lambda rows: _take(job.club, rows)))


def readers(choices: Choices) -> dict[str, Callable[[Cell], Any]]:
    """What reads the cells of each field."""
    return {
        "sku": text_reader("sku", needed=True),
        "name": text_reader("name"),
        "category": text_reader("category", longest=64),
        "brand": text_reader("brand"),
        "unit_cost": _price("unit_cost", choices),
        "unit_price": _price("unit_price", choices),
        "tax_rate": rate_reader("tax_rate", choices.decimal),
    }


def _price(field: str, choices: Choices) -> Callable[[Cell], int | None]:
    read = number_reader(field, PRICE_PLACES, choices.decimal, needed=False)

    def price(cell: Cell) -> int | None:
        value = read(cell)
        if value is not None and value < 0:
            raise Refused("below_zero", field=field)
        return value

    return price


def _take(club: ClubInfo, rows: Sequence[Values]) -> list[Outcome]:
    """List goods. Of several rows of one sku the last counts."""
    told = catalogue.list_products(club=club, rows=[_product(row) for row in rows])
    return [one if isinstance(one, Refused) else Took(again=one.known) for one in told]


def _product(row: Values) -> NewProduct:
    return NewProduct(
        row["sku"], row.get("name") or "", row.get("category"), row.get("brand"), row.get("unit_cost"),
        row.get("unit_price"), row.get("tax_rate"),
    )  # fmt: skip
