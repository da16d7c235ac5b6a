"""Reads of receipts."""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from moadon.apps.members.types import Friend
from moadon.apps.receipts.models import Line, ParkedReturn, Receipt
from moadon.apps.receipts.types import (
    KnownReceipt,
    NamedReturn,
    NaturalKey,
    OpenUnits,
    ReturnedUnits,
    Sale,
    SoldLine,
    SoughtUnits,
)
from moadon.store import Question, array, ask, run
from moadon.store.packed import unpack, unpack_json


def receipts() -> QuerySet[Receipt]:
    """All receipts of the club, newest first."""
    return Receipt.objects.order_by("-at", "-id")


def lines_of(receipt_id: int) -> QuerySet[Line]:
    """The lines of one receipt in their order."""
    return Line.objects.filter(receipt_id=receipt_id).order_by("position")


def returns_of(sale_id: int) -> QuerySet[Receipt]:
    """What was brought back of one sale."""
    return Receipt.objects.filter(of_receipt_id=sale_id).order_by("id")


def lines_of_returns(sale_id: int) -> QuerySet[Line]:
    """The lines of everything that was brought back of one sale."""
    return Line.objects.filter(receipt__of_receipt_id=sale_id).order_by("receipt_id", "position")


def parked() -> QuerySet[ParkedReturn]:
    """Returns that wait for their sale, oldest first."""
    return ParkedReturn.objects.filter(matched_at__isnull=True).order_by("id")


def known(keys: Sequence[NaturalKey]) -> dict[NaturalKey, KnownReceipt]:
    """Receipts that stand under these natural keys, in one statement."""
    return ask(asking_known(keys))


def asking_known(keys: Sequence[NaturalKey]) -> Question[dict[NaturalKey, KnownReceipt]]:
    """`known` as a question, to be sent with others."""
    columns = list(zip(*keys, strict=True)) if keys else [()] * 5
    kinds = ("bigint", "date", "text", "text", "bigint")
    given = [array(kind, column) for kind, column in zip(kinds, columns, strict=True)]
    return Question(
        """select w.till, w.day, w.number, w.kind, w.branch, r.id, r.content_hash, r.answer
           from unnest(%s::bigint[], %s::date[], %s::text[], %s::text[], %s::bigint[])
             as w(till, day, number, kind, branch)
           join receipts_receipt r on r.number = w.number and r.business_date = w.day and r.kind = w.kind
            and r.till_id is not distinct from w.till
            and (case when r.till_id is null then r.branch_id end) is not distinct from w.branch""",
        given,
        lambda rows: {NaturalKey(*row[:5]): KnownReceipt(row[5], bytes(row[6]), unpack(row[7])) for row in rows},
    )


def asking_first_purchases(members: Sequence[int]) -> Question[dict[int, datetime]]:
    """When each of these members first bought what they have kept at least in part; not there: never."""
    return Question(
        """select w.member, f.at from unnest(%s::bigint[]) as w(member)
           cross join lateral (
             select r.at from receipts_receipt r
             where r.member_id = w.member and r.kind = 'sale' and r.state in ('whole', 'part_returned')
             order by r.at limit 1) f""",
        [array("bigint", members)],
        dict,
    )


_FRIENDS = """
    select m.id, m.referred_by, f.id, f.at from members_member m cross join lateral (
      select r.id, r.at from receipts_receipt r where r.member_id = m.id and r.kind = 'sale'
        and r.state in ('whole', 'part_returned') order by r.at, r.id limit 1) f
    where m.referred_by is not null and m.first_receipt is null order by m.id limit %s"""
_FRIENDS_BACK = """
    select m.id, m.referred_by, r.id, r.at from members_member m join receipts_receipt r on r.id = m.first_receipt
    where m.referred_by is not null and r.state in ('returned', 'cancelled') order by m.id limit %s"""


def friends(limit: int, *, back: bool) -> list[Friend]:
    """Members brought by others who bought and nobody was told yet; or (`back`) whose purchase was told and came back
    whole since. One statement."""
    return [Friend(*row) for row in run(_FRIENDS_BACK if back else _FRIENDS, (limit,))]


def asking_members_of(sales: Sequence[int]) -> Question[dict[int, int | None]]:
    """Whose these sales are; those that are not there are not in the answer."""
    return Question(
        "select id, member_id from receipts_receipt where id = any(%s::bigint[]) and kind = 'sale'",
        [array("bigint", sales)],
        dict,
    )


def answers(receipt_ids: Sequence[int]) -> dict[int, str]:
    """What was told of each receipt, in one statement."""
    rows = run("select id, answer from receipts_receipt where id = any(%s::bigint[])", (list(receipt_ids),))
    return {row[0]: unpack(row[1]) for row in rows}


def find_sales(
    wanted: Sequence[tuple[int | None, str | None, int | None, int | None, date | None]],
) -> list[int | None]:
    """The sale behind each (id, number, branch, till, business date), in order, in one statement.

    By number the newest that fits what is given; None where there is none.
    """
    columns = [list(column) for column in zip(*wanted, strict=True)] if wanted else [[]] * 5
    rows = run(
        """select s.id from unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::date[])
             with ordinality as w(id, number, branch, till, day, n)
           left join lateral (
             (select r.id from receipts_receipt r where r.id = w.id and r.kind = 'sale')
             union all
             (select r.id from receipts_receipt r
              where w.id is null and r.number = w.number and r.kind = 'sale'
                and (w.branch is null or r.branch_id = w.branch) and (w.till is null or r.till_id = w.till)
                and (w.day is null or r.business_date = w.day)
              order by r.at desc, r.id desc limit 1)) s on true order by w.n""",
        columns,
    )
    return [row[0] for row in rows]


_HEAD = [field.name for field in fields(Sale) if field.name != "lines"]


def lock_sales(ids: Sequence[int]) -> dict[int, Sale]:
    """Sales with their lines and what was brought back of each, locked until the transaction ends. Two statements."""
    heads = run(
        f"select {', '.join(_HEAD)} from receipts_receipt where id = any(%s::bigint[]) order by id for no key update",
        (list(ids),),
    )
    rows = run(
        """select l.receipt_id, l.position, l.key, l.product_id, l.quantity, l.unit_price, l.total, l.discount,
                  l.club_value, l.tax_rate, l.unit_cost, coalesce(b.quantity, 0)::bigint, coalesce(b.total, 0)::bigint,
                  coalesce(b.discount, 0)::bigint, coalesce(b.club_value, 0)::bigint,
                  coalesce(b.allowance, 0)::bigint
           from receipts_line l
           left join (
             select r.of_receipt_id, x.of_line, sum(x.quantity) as quantity, sum(x.total) as total,
                    sum(x.discount) as discount, sum(x.club_value) as club_value, sum(x.allowance) as allowance
             from receipts_receipt r join receipts_line x on x.receipt_id = r.id
             where r.of_receipt_id = any(%s::bigint[]) group by 1, 2) b
             on b.of_receipt_id = l.receipt_id and b.of_line = l.position
           where l.receipt_id = any(%s::bigint[]) order by l.receipt_id, l.position""",
        (list(ids), list(ids)),
    )
    lines: dict[int, list[SoldLine]] = {}
    for receipt_id, *line in rows:
        lines.setdefault(receipt_id, []).append(SoldLine(*line))
    return {head[0]: _sale(head, lines.get(head[0], [])) for head in heads}


def _sale(head: tuple[Any, ...], lines: list[SoldLine]) -> Sale:
    known: dict[str, Any] = dict(zip(_HEAD, head, strict=True))
    known["details"] = json.loads(known["details"])
    known |= {name: unpack_json(known[name]) for name in ("judged", "promotions")}
    return Sale(**known, lines=tuple(lines))


def parked_after(last: int, limit: int) -> list[tuple[int, dict[str, Any]]]:
    """Returns that wait for their sale, oldest first, after row `last`: (id, body), in one statement."""
    rows = run(
        """select id, body from receipts_parked_return where id > %s and matched_at is null
           order by id limit %s""",
        (last, limit),
    )
    return [(row[0], json.loads(row[1])) for row in rows]


_NAMED = """
    with asked as materialized (
      select * from unnest(%s::int[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[])
        as given(n, number, branch, till, member, at)
    ),
    goods as materialized (select * from unnest(%s::int[], %s::bigint[], %s::bigint[]) as given(n, product, price)),
    pairs as materialized (
      select a.n, r.id, r.state <> 'cancelled' as stands, coalesce(a.till = r.till_id, false) as same_till,
        coalesce(a.branch = r.branch_id, false) as same_branch, coalesce(a.member = r.member_id, false) as same_member,
        r.at <= a.at as before
      from asked a join receipts_receipt r on r.number = a.number and r.kind = 'sale'
    ),
    held as (
      select p.n, p.id, g.product, bool_or(x.unit_price = g.price) as same_price
      from pairs p join goods g on g.n = p.n join receipts_line x on x.receipt_id = p.id and x.product_id = g.product
      group by p.n, p.id, g.product, g.price
    ),
    fits as (select n, id, count(*) as lines, count(*) filter (where same_price) as prices from held group by n, id),
    ranked as (
      select p.n, p.id, rank() over (partition by p.n order by coalesce(f.lines, 0) desc, p.stands desc,
        p.same_till desc, p.same_branch desc, p.same_member desc, p.before desc, coalesce(f.prices, 0) desc) as place
      from pairs p left join fits f on f.n = p.n and f.id = p.id
    )
    select n, id from ranked where place = 1 order by n, id
"""


def named_sales(returns: Sequence[NamedReturn]) -> list[list[int]]:
    """Of each return the sales that it can mean, in order, in one statement.

    Numbers repeat between branches, tills and days: of the sales with the number those count that have most of its
    goods, then that stand, then of its till, of its branch, of its member, from before it, at its prices. None: nobody
    knows the number. Several: they fit alike.
    """
    heads = [(n, *one[:-1]) for n, one in enumerate(returns)]
    goods = [(n, *line) for n, one in enumerate(returns) for line in one.lines]
    columns = [*(zip(*heads, strict=True) if heads else [()] * 6), *(zip(*goods, strict=True) if goods else [()] * 3)]
    found: list[list[int]] = [[] for _ in returns]
    for n, sale_id in run(_NAMED, [list(column) for column in columns]):
        found[n].append(sale_id)
    return found


_OPEN_UNITS = """
    with w as materialized (
      select * from unnest(%s::int[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[])
        as given(n, member, sale, product, price, at)
    ),
    sales as materialized (
      select r.id, r.at, r.member_id from receipts_receipt r
      where r.kind = 'sale' and r.state in ('whole', 'part_returned')
        and (r.member_id = any(%s::bigint[]) or r.id = any(%s::bigint[]))
    ),
    fits as (
      select w.n, s.id, s.at, l.position, l.key, l.quantity, l.unit_price = w.price as same_price
      from sales s join receipts_line l on l.receipt_id = s.id join w on w.product = l.product_id
        and (w.sale = s.id
          or (w.sale is null and w.member = s.member_id and w.price = l.unit_price and s.at <= w.at))
    )
    select f.n, f.id, f.key, f.quantity - coalesce(
        (select sum(x.quantity) from receipts_receipt b join receipts_line x on x.receipt_id = b.id
         where b.of_receipt_id = f.id and x.of_line = f.position), 0)::bigint
    from fits f order by f.n, f.same_price desc, f.at desc, f.id desc, f.position
"""


def open_units(wanted: Sequence[SoughtUnits]) -> dict[int, list[OpenUnits]]:
    """Per position in `wanted`, lines of sales whose units could be the ones that came back; one statement.

    Of a known sale any line with the product, those of the price first; else lines of the member's own earlier
    sales with product and price, the newest sale first.
    """
    columns = [list(column) for column in zip(*wanted, strict=True)] if wanted else [[]] * 5
    members = sorted({one.member_id for one in wanted if one.sale_id is None and one.member_id is not None})
    sales = sorted({one.sale_id for one in wanted if one.sale_id is not None})
    rows = run(_OPEN_UNITS, (list(range(len(wanted))), *columns, members, sales))
    found: dict[int, list[OpenUnits]] = {}
    for n, *units in rows:
        if units[2] > 0:
            found.setdefault(n, []).append(OpenUnits(*units))
    return found


def returned_units(returns: Sequence[tuple[str, datetime]]) -> dict[tuple[str, datetime], list[ReturnedUnits]]:
    """What stands already of returns with these numbers and times, summed by product; one statement."""
    rows = run(
        """select r.number, r.at, r.id, r.till_id, r.member_id, l.product_id, sum(l.quantity)::bigint
           from unnest(%s::text[], %s::timestamptz[]) as w(number, at)
           join receipts_receipt r on r.number = w.number and r.at = w.at and r.kind = 'return'
           join receipts_line l on l.receipt_id = r.id and l.quantity > 0
           group by r.number, r.at, r.id, r.till_id, r.member_id, l.product_id order by r.id""",
        ([number for number, _ in returns], [at for _, at in returns]),
    )
    found: dict[tuple[str, datetime], list[ReturnedUnits]] = {}
    for number, at, *units in rows:
        found.setdefault((number, at), []).append(ReturnedUnits(*units))
    return found


def best_members(since: datetime, until: datetime, most: int) -> list[int]:
    """The active members who paid most for goods in [since, until), returns taken off, by row number in order.

    Who bought nothing is not among them. One statement.
    """
    rows = run(
        """select r.member_id from receipts_receipt r join members_member m on m.id = r.member_id, lateral (
             select case when r.kind = 'sale' then r.total - r.discount else r.discount - r.total end as paid) p
           where r.at >= %s and r.at < %s and m.status = 'active'
           group by r.member_id having sum(p.paid) > 0 order by sum(p.paid) desc, r.member_id limit %s""",
        (since, until, most),
    )
    return sorted(member for (member,) in rows)
