"""What the copy holds: its tables, their columns, and the SQL that reads them from the books.

Money is whole minor units, quantities thousandths. Figures of a return are negative here, so that plain sums
are less returns. No name, phone or address of a person is copied: members are numbers.
The club's time zone is the session's, so `::date` gives the club's own day.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Grown:
    """A table that is only added to. `select` has one `{range}`, the condition on `xact` of the rows to copy."""

    name: str
    columns: dict[str, str]
    select: str
    order: str


@dataclass(frozen=True, slots=True)
class Copied:
    """A table that is copied whole when it changed. `source` is the table whose rows tell whether it did."""

    name: str
    columns: dict[str, str]
    source: str
    select: str


_SIGN = "case when r.kind = 'sale' then 1 else -1 end"

RECEIPTS: Final = Grown(
    "receipts",
    {
        "receipt_id": "BIGINT", "day": "DATE", "moment": "TIMESTAMPTZ", "number": "VARCHAR", "sale": "BOOLEAN",
        "member_id": "BIGINT", "branch_id": "BIGINT", "till_id": "BIGINT", "employee_id": "BIGINT",
        "channel": "VARCHAR", "paid": "BIGINT", "items": "BIGINT", "discount": "BIGINT", "redeemed": "BIGINT",
        "of_receipt": "BIGINT",
    },  # fmt: skip
    f"""select r.id as receipt_id, r.business_date as day, r.at as moment, r.number, r.kind = 'sale' as sale,
               r.member_id, r.branch_id, r.till_id, r.employee_id, r.channel,
               {_SIGN} * (r.total - r.discount) as paid, {_SIGN} * r.items as items,
               {_SIGN} * r.discount as discount, {_SIGN} * r.redeemed as redeemed, r.of_receipt_id as of_receipt
        from receipts_receipt r where {{range}}""",
    "day, receipt_id",
)

LINES: Final = Grown(
    "lines",
    {
        "receipt_id": "BIGINT", "position": "SMALLINT", "day": "DATE", "sale": "BOOLEAN", "member_id": "BIGINT",
        "branch_id": "BIGINT", "employee_id": "BIGINT", "product_id": "BIGINT", "quantity": "BIGINT",
        "paid": "BIGINT", "discount": "BIGINT", "club_value": "BIGINT", "unit_price": "BIGINT",
        "tax_rate": "INTEGER", "unit_cost": "BIGINT",
    },  # fmt: skip
    f"""select l.receipt_id, l.position, r.business_date as day, r.kind = 'sale' as sale, r.member_id,
               r.branch_id, r.employee_id, l.product_id, {_SIGN} * l.quantity as quantity,
               {_SIGN} * (l.total - l.discount) as paid, {_SIGN} * l.discount as discount,
               {_SIGN} * l.club_value as club_value, l.unit_price, l.tax_rate, l.unit_cost
        from receipts_receipt r join receipts_line l on l.receipt_id = r.id where {{range}}""",
    "day, receipt_id, position",
)

MOVEMENTS: Final = Grown(
    "movements",
    {
        "entry_id": "BIGINT", "day": "DATE", "moment": "TIMESTAMPTZ", "member_id": "BIGINT", "kind": "VARCHAR",
        "book": "VARCHAR", "wallet": "VARCHAR", "amount": "BIGINT", "lot_id": "BIGINT", "expires_at": "TIMESTAMPTZ",
        "programme": "VARCHAR", "version": "INTEGER", "rule": "VARCHAR", "receipt_id": "BIGINT",
        "branch_id": "BIGINT", "employee_id": "BIGINT",
    },  # fmt: skip
    """select e.id as entry_id, r.at::date as day, r.at as moment, r.owner as member_id, r.kind, e.book, e.wallet, e.amount,
              e.lot_id, lot.expires_at, e.programme, e.version, e.rule, r.receipt as receipt_id,
              rc.branch_id, rc.employee_id
       from ledger_transaction r join ledger_entry e on e.transaction_id = r.id
       left join ledger_lot lot on lot.id = e.lot_id
       left join receipts_receipt rc on rc.id = r.receipt where {range}""",
    "day, entry_id",
)

GROWN: Final = (RECEIPTS, LINES, MOVEMENTS)

MEMBERS: Final = Copied(
    "members",
    {
        "member_id": "BIGINT", "joined": "DATE", "ended": "DATE", "branch_id": "BIGINT", "employee_id": "BIGINT",
        "source": "VARCHAR", "language": "VARCHAR", "birth_year": "INTEGER",
    },  # fmt: skip
    "members_member",
    """select id as member_id, joined_at::date as joined, ended_at::date as ended, branch_id, employee_id, source,
              language, extract(year from birth_date)::int as birth_year from members_member""",
)
BRANCHES: Final = Copied(
    "branches",
    {"branch_id": "BIGINT", "code": "VARCHAR", "name": "VARCHAR", "active": "BOOLEAN"},
    "clubs_branch",
    "select id as branch_id, code, name, active from clubs_branch",
)
EMPLOYEES: Final = Copied(
    "employees",
    {"employee_id": "BIGINT", "code": "VARCHAR", "name": "VARCHAR", "branch_id": "BIGINT", "active": "BOOLEAN"},
    "clubs_employee",
    "select id as employee_id, code, name, branch_id, active from clubs_employee",
)
PRODUCTS: Final = Copied(
    "products",
    {"product_id": "BIGINT", "sku": "VARCHAR", "name": "VARCHAR", "category_id": "BIGINT", "brand": "VARCHAR"},
    "catalogue_product",
    "select id as product_id, sku, name, category_id, brand from catalogue_product",
)
CATEGORIES: Final = Copied(
    "categories",
    {"category_id": "BIGINT", "code": "VARCHAR", "name": "VARCHAR", "parent_id": "BIGINT"},
    "catalogue_category",
    "select id as category_id, code, name, parent_id from catalogue_category",
)
VERSIONS: Final = Copied(
    "versions",
    {"programme": "VARCHAR", "version": "INTEGER", "live_from": "TIMESTAMPTZ", "source": "VARCHAR"},
    "programmes_version",
    """select p.code as programme, v.number as version, v.live_from, v.source
       from programmes_version v join programmes_programme p on p.id = v.programme_id""",
)

COPIED: Final = (MEMBERS, BRANCHES, EMPLOYEES, PRODUCTS, CATEGORIES, VERSIONS)
TABLES: Final = {table.name: table for table in (*GROWN, *COPIED)}
