"""What the till asks of coupons, as questions that are sent with others."""

import json
from collections.abc import Iterable

from moadon.apps.coupons.types import PrintedKept, ReceiptPool, UseKept
from moadon.engine.coupons import CodeState, Pattern
from moadon.store import Question, array
from moadon.store.pipeline import Rows

STATE = """c.id, c.pool_id, c.code, p.opens, p.kind, c.state, c.used, c.uses, c.member_id, c.aside, c.aside_until,
    c.issued_at, c.expires_at, p.valid_from, p.valid_until, p.withdrawn_at is not null"""
"""What `CodeState` is made of, of a code `c` and its pool `p`."""
_CODES = f"""
    select {STATE} from coupons_code c join coupons_pool p on p.id = c.pool_id
    where c.club_id = %s and c.code = any(%s::text[]) order by c.code
"""
_CLOSED = "select distinct opens from coupons_pool where club_id = %s and opens = any(%s::text[])"
_USES = """
    select u.receipt_id, u.id, c.code, u.rules, u.gave from coupons_use u join coupons_code c on c.id = u.code_id
    where u.receipt_id = any(%s::bigint[]) and u.ended_at is null order by c.code for update of c
"""
_PRINTED = """
    select c.receipt_id, c.id, c.code, c.state, c.used = 0 and c.state <> 'withdrawn', p.receipts_from
    from coupons_code c join coupons_pool p on p.id = c.pool_id
    where c.receipt_id = any(%s::bigint[]) order by c.code for update of c
"""
_RECEIPT_POOLS = """
    select id, name, word, prefix, length, alphabet, check_letter, kind, uses, valid_until, days,
      receipts_for, receipts_from
    from coupons_pool
    where club_id = %s and receipts_for <> '' and withdrawn_at is null order by id
"""


def asking_codes(club_id: int, codes: Iterable[str], *, lock: bool = False) -> Question[dict[str, CodeState]]:
    """Codes as they are compared, with what their pools say; those that are none are not in the answer.

    With `lock` nobody else uses them until the transaction ends. They are locked in their own order, after wallets and
    what all members share, so that everybody locks in one order.
    """
    sql = f"{_CODES} for update of c" if lock else _CODES
    return Question(sql, (club_id, array("text", sorted(set(codes)))), _states)


def _states(rows: Rows) -> dict[str, CodeState]:
    return {row[2]: CodeState(*row) for row in rows}


def asking_closed(club_id: int, words: Iterable[str]) -> Question[frozenset[str]]:
    """Which of these coupons, as rules compare them, are opened by the codes of a pool alone."""
    return Question(
        _CLOSED, (club_id, array("text", sorted(set(words)))), lambda rows: frozenset(opens for (opens,) in rows)
    )


def asking_uses(receipts: Iterable[int]) -> Question[dict[int, list[UseKept]]]:
    """The codes that these sales have used up, which are locked."""

    def read(rows: Rows) -> dict[int, list[UseKept]]:
        found: dict[int, list[UseKept]] = {}
        for receipt, id_, code, rules, gave in rows:
            found.setdefault(receipt, []).append(UseKept(id_, code, tuple(json.loads(rules)), gave))
        return found

    return Question(_USES, (array("bigint", receipts),), read)


def asking_printed(receipts: Iterable[int]) -> Question[dict[int, list[PrintedKept]]]:
    """The codes that were issued with these sales, which are locked."""

    def read(rows: Rows) -> dict[int, list[PrintedKept]]:
        found: dict[int, list[PrintedKept]] = {}
        for receipt, *rest in rows:
            found.setdefault(receipt, []).append(PrintedKept(*rest))
        return found

    return Question(_PRINTED, (array("bigint", receipts),), read)


def asking_receipt_pools(club_id: int) -> Question[list[ReceiptPool]]:
    """The pools of which a code is issued with receipts."""

    def read(rows: Rows) -> list[ReceiptPool]:
        return [ReceiptPool(row[0], row[1], row[2], Pattern(*row[3:7]), *row[7:]) for row in rows]

    return Question(_RECEIPT_POOLS, (club_id,), read)
