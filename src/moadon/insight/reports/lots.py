"""Lots as the copy knows them, in one pass over the movements: where each came from, until when it is good, its sums.

Each thing known of a lot is a column of its own: of a whole row, DuckDB takes four times as long to find the first.
"""

from typing import Final

_LOTS: Final = """
    select {lot} as lot_id, any_value(root_id) as root_id,
           any_value(wallet) as wallet, any_value(member_id) as member_id,
           arg_min(day, entry_id) as day, arg_min(coalesce(branch_id, 0), entry_id) as branch_id,
           arg_min(programme, entry_id) as programme, arg_min(version, entry_id) as version,
           arg_min((kind = 'period' or receipt_id is not null)::int, entry_id) = 1 as sold,
           arg_max(expires_at, entry_id) as ends, arg_max(active_at, entry_id) as starts,
           {sums}
    from movements where lot_id is not null and book in ({books}) group by {lot}"""


def lots_sql(sums: str, *, with_expired: bool = False) -> str:
    """SQL of each lot: day, branch (0: none), programme and version that gave it, whether a sale brought it (`sold`),
    from when and until when it is good by what is known now (`starts`, `ends`), and `sums` over its entries.

    `with_expired`: what members handed on counts as the lot in which it was given, so that it is followed to its end
    whoever holds it; without, it is a lot of whoever holds it.
    """
    books = ("balance", "pending", *(("expired",) if with_expired else ()))
    lot = "root_id" if with_expired else "lot_id"
    return _LOTS.format(lot=lot, sums=sums, books=", ".join(f"'{book}'" for book in books))


def worth_sql(worths: str, lot: str = "l") -> str:
    """SQL: the table `w` joined to `lot`, with what one unit of it pays, in millionths, by the version that gave it."""
    return f"""
    left join ({worths}) v on v.programme = {lot}.programme and v.version = {lot}.version
      and v.wallet = {lot}.wallet
    left join ({worths}) o on o.programme is null and o.wallet = {lot}.wallet
    cross join lateral (select coalesce(v.worth, o.worth, 0) as worth) w"""
