"""A copy made of the public receipts of a web shop, by the stated definitions: what a report says can be checked."""

from pathlib import Path

import duckdb

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.lake import plant

SHOP = ClubInfo(id=1, slug="retail", name="Online retail", currency="GBP", time_zone="Europe/London", languages=("en",))

# A sale has units and price above 0 and an invoice without C; a return a C, units below 0, price above 0.
# A line's total is its units times its price (four prices have three decimals), halves of a penny up.
_LINES = """
    create table sold as
    select *, left(invoice_no, 1) <> 'C' as sale,
           sign(quantity) * ((2 * abs(quantity)::bigint * (unit_price * 1000)::bigint + 10) // 20) as pence
    from read_parquet($file)
    where unit_price > 0 and case when left(invoice_no, 1) = 'C' then quantity < 0 else quantity > 0 end
"""
_RECEIPTS = """
    create table receipts as
    select row_number() over (order by min(invoice_ts), invoice_no) as receipt_id, min(invoice_ts)::date as day,
           min(invoice_ts) as moment, min(invoice_ts) as recorded, invoice_no as number, any_value(sale) as sale,
           any_value(sale)::int as sales, max(customer_id) as member_id,
           null as branch_id, null as till_id, null as employee_id, 'web' as channel, sum(pence)::bigint as paid,
           sum(quantity)::bigint * 1000 as items, 0 as discount, 0 as redeemed, null as of_receipt
    from sold group by invoice_no
"""
_MEMBERS = """
    create table members as
    select member_id, min(day) as joined, null as ended, null as branch_id, null as employee_id, 'web' as source,
           'en' as language, null as birth_year
    from receipts where member_id is not null group by member_id
"""


def plant_online_retail(folder: Path, shop: ClubInfo = SHOP) -> None:
    """Make the copy of `shop` out of the receipts in `folder`."""
    duck = duckdb.connect()
    duck.execute(_LINES, {"file": str(folder / "online_retail.parquet")})
    duck.execute(_RECEIPTS)
    duck.execute(_MEMBERS)
    plant(shop, duck, {"receipts": "receipts", "members": "members"})
    duck.close()
