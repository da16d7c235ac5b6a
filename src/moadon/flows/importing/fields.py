"""What a file may say, and by which headings it is likely to be meant."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from moadon.apps.imports.types import Kind
from moadon.engine.identity import compact

FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.RECEIPTS: (
        "receipt", "at", "time", "branch", "till", "employee", "channel", "member", "line", "sku", "name", "category",
        "brand", "quantity", "unit_price", "discount", "tax_rate", "unit_cost", "kind", "of_receipt",
    ),
    Kind.MEMBERS: (
        "phone", "email", "first_name", "last_name", "name", "card", "external_id", "birth_date", "language", "branch",
        "employee", "joined_at", "referred_by",
    ),
    Kind.PRODUCTS: ("sku", "name", "category", "brand", "unit_cost", "unit_price", "tax_rate"),
}  # fmt: skip
"""Fields of a row, in the order in which they are asked for. `time`: the time of day, where `at` is a day alone."""

NEEDED: Mapping[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.RECEIPTS: (("receipt",), ("at",), ("sku",), ("quantity",), ("unit_price",)),
    Kind.MEMBERS: (("phone", "email", "card", "external_id"),),
    Kind.PRODUCTS: (("sku",),),
}
"""Of each group at least one field must have a column."""


def guess_columns(kind: Kind, headings: Sequence[str]) -> dict[str, str]:
    """Which column is likely to hold which field: our own name first, then the earlier of the known headings.

    A column serves one field only, and the field that is asked for first has the first choice.
    """
    known = _known()[kind]
    folded = {heading: compact(heading) for heading in headings}
    found: dict[str, str] = {}
    for field in FIELDS[kind]:
        ranks = known[field]
        free = [h for h in headings if h not in found.values() and folded[h] in ranks]
        if free:
            found[field] = min(free, key=lambda heading: ranks[folded[heading]])
    return found


def missing_fields(kind: Kind, given: Mapping[str, object]) -> list[str]:
    """What a file of `kind` cannot do without and has no column for."""
    return [group[0] for group in NEEDED[kind] if not any(field in given for field in group)]


@lru_cache(maxsize=1)
def _known() -> dict[Kind, dict[str, dict[str, int]]]:
    told = yaml.safe_load((Path(__file__).parent / "headings.yaml").read_text("utf-8"))
    return {
        kind: {
            field: {compact(word): rank for rank, word in reversed([*enumerate([field, *told[kind].get(field, [])])])}
            for field in FIELDS[kind]
        }
        for kind in FIELDS
    }
