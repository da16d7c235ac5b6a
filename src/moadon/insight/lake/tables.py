"""What the copy holds: its tables, their columns, and the SQL that reads them from the books.

Money is whole minor units, quantities thousandths. Figures of a return are negative here, so that plain sums
are less returns. `sales` is 1 for a sale, -1 for a cancellation, which undoes its sale on the sale's own day, and
0 for a return, so that its sum counts the sales that stand.
No name, phone or address of a person is copied: members are numbers.
The club's time zone is the session's, so `::date` gives the club's own day; what moved on a receipt has the day of the
receipt's branch, as the receipt itself.
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
    """A table that is copied whole when it changed. `source` is the table whose changes are noted (`audit_change`)."""

    name: str
    columns: dict[str, str]
    source: str
    select: str


def _columns(text: str) -> dict[str, str]:
    return dict(column.split() for column in text.split(","))


_SIGN = "case when r.kind = 'sale' then 1 else -1 end"

RECEIPTS: Final = Grown(
    "receipts",
    _columns("""
        receipt_id bigint, day date, moment timestamptz, recorded timestamptz, number varchar, sale boolean,
        sales tinyint, member_id bigint, branch_id bigint, till_id bigint, employee_id bigint, channel varchar,
        paid bigint, items bigint, discount bigint, redeemed bigint, of_receipt bigint
    """),
    f"""select r.id as receipt_id, r.business_date as day, r.at as moment, r.recorded_at as recorded, r.number,
               r.kind = 'sale' as sale,
               case r.kind when 'sale' then 1 when 'cancel' then -1 else 0 end::smallint as sales,
               r.member_id, r.branch_id, r.till_id, r.employee_id, r.channel,
               {_SIGN} * (r.total - r.discount) as paid, {_SIGN} * r.items as items,
               {_SIGN} * r.discount as discount, {_SIGN} * r.redeemed as redeemed, r.of_receipt_id as of_receipt
        from receipts_receipt r where {{range}}""",
    "day, receipt_id",
)

LINES: Final = Grown(
    "lines",
    _columns("""
        receipt_id bigint, position smallint, day date, sale boolean, member_id bigint, branch_id bigint,
        employee_id bigint, product_id bigint, quantity bigint, paid bigint, discount bigint, club_value
        bigint, unit_price bigint, tax_rate integer, unit_cost bigint
    """),
    f"""select l.receipt_id, l.position, r.business_date as day, r.kind = 'sale' as sale, r.member_id,
               r.branch_id, r.employee_id, l.product_id, {_SIGN} * l.quantity as quantity,
               {_SIGN} * (l.total - l.discount) as paid, {_SIGN} * l.discount as discount,
               {_SIGN} * l.club_value as club_value, l.unit_price, l.tax_rate, l.unit_cost
        from receipts_receipt r join receipts_line l on l.receipt_id = r.id where {{range}}""",
    "day, receipt_id, position",
)

MOVEMENTS: Final = Grown(
    "movements",
    _columns("""
        entry_id bigint, day date, moment timestamptz, recorded timestamptz, member_id bigint, kind varchar,
        book varchar, wallet varchar, amount bigint, lot_id bigint, root_id bigint,
        active_at timestamptz, expires_at timestamptz,
        programme varchar, version integer, rule varchar, receipt_id bigint, branch_id bigint, employee_id bigint
    """),
    """select e.id as entry_id, (r.at at time zone coalesce(b.time_zone, current_setting('timezone')))::date as day,
              r.at as moment, r.recorded_at as recorded, r.owner as member_id, r.kind, e.book, e.wallet,
              e.amount, e.lot_id, coalesce(h.root_id, e.lot_id) as root_id,
              lot.active_at, lot.expires_at, e.programme, e.version, e.rule,
              r.receipt as receipt_id, rc.branch_id, rc.employee_id
       from ledger_transaction r join ledger_entry e on e.transaction_id = r.id
       left join ledger_lot lot on lot.id = e.lot_id
       left join corrections_handed_lot h on h.lot_id = e.lot_id
       left join receipts_receipt rc on rc.id = r.receipt
       left join clubs_branch b on b.id = rc.branch_id where {range}""",
    "day, entry_id",
)

LEVELS: Final = Grown(
    "levels",
    _columns("""
        change_id bigint, moment timestamptz, recorded timestamptz, member_id bigint, programme varchar, ladder varchar,
        level varchar
    """),
    """select r.id as change_id, r.at as moment, r.recorded_at as recorded, r.member_id, r.programme, r.ladder, r.level
       from rewards_tier r where {range}""",
    "moment, change_id",
)

GROWN: Final = (RECEIPTS, LINES, MOVEMENTS, LEVELS)

MEMBERS: Final = Copied(
    "members",
    _columns("""
        member_id bigint, joined date, ended date, branch_id bigint, employee_id bigint, source varchar,
        language varchar, birth_year integer
    """),
    "members_member",
    """select id as member_id, joined_at::date as joined, ended_at::date as ended, branch_id, employee_id, source,
              language, date_part('year', birth_date)::int as birth_year from members_member""",
)
BRANCHES: Final = Copied(
    "branches",
    _columns("branch_id bigint, code varchar, name varchar, active boolean"),
    "clubs_branch",
    "select id as branch_id, code, name, active from clubs_branch",
)
EMPLOYEES: Final = Copied(
    "employees",
    _columns("""
        employee_id bigint, code varchar, name varchar, branch_id bigint, active boolean
    """),
    "clubs_employee",
    "select id as employee_id, code, name, branch_id, active from clubs_employee",
)
PRODUCTS: Final = Copied(
    "products",
    _columns("""
        product_id bigint, sku varchar, name varchar, category_id bigint, brand varchar
    """),
    "catalogue_product",
    "select id as product_id, sku, name, category_id, brand from catalogue_product",
)
CATEGORIES: Final = Copied(
    "categories",
    _columns("category_id bigint, code varchar, name varchar, parent_id bigint"),
    "catalogue_category",
    "select id as category_id, code, name, parent_id from catalogue_category",
)
VERSIONS: Final = Copied(
    "versions",
    _columns("programme varchar, version integer, live_from timestamptz, source varchar"),
    "programmes_version",
    """select p.code as programme, v.number as version, v.live_from, v.source
       from programmes_version v join programmes_programme p on p.id = v.programme_id""",
)

COPIED: Final = (MEMBERS, BRANCHES, EMPLOYEES, PRODUCTS, CATEGORIES, VERSIONS)
TABLES: Final = {table.name: table for table in (*GROWN, *COPIED)}
