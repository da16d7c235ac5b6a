"""Codes drawn at random, chunk by chunk: a million of them in little memory."""

import secrets
from collections.abc import Iterator, Sequence

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.coupons.actions.pools import locked_pool
from moadon.apps.coupons.actions.tallies import tally
from moadon.apps.coupons.models import Pool
from moadon.apps.coupons.queries.pools import PREFIX, pattern_of, pools
from moadon.apps.coupons.types import MOST_CODES
from moadon.engine.coupons import ALPHABETS, Pattern
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import array, club_transaction, run

CHUNK = 20_000
_INSERT = """
    insert into coupons_code (club_id, pool_id, code, state, used, uses, aside)
    select %s, %s, w.code, 'free', 0, %s, '' from unnest(%s::text[]) as w(code)
    on conflict (club_id, code) do nothing returning 1
"""


def draw_codes(pattern: Pattern, count: int) -> list[str]:
    """So many codes of a pattern, drawn by the system's own source of randomness.

    A byte is a letter where it falls into a whole number of alphabets, and is dropped otherwise: every letter is as
    likely as any other.
    """
    letters = _letters(ALPHABETS[pattern.alphabet])
    return [pattern.code("".join(letters_of)) for letters_of in _runs(letters, pattern.length, count)]


def _letters(alphabet: str) -> Iterator[str]:
    fit = 256 // len(alphabet) * len(alphabet)
    table = bytes(ord(alphabet[byte % len(alphabet)]) for byte in range(256))
    too_high = bytes(range(fit, 256))
    while True:
        yield from secrets.token_bytes(4096).translate(table, too_high).decode("ascii")


def _runs(letters: Iterator[str], length: int, count: int) -> Iterator[list[str]]:
    for _ in range(count):
        yield [next(letters) for _ in range(length)]


def make_more(*, club: ClubInfo, pool_id: int, count: int, actor: Actor) -> Pool:
    """Order `count` more codes of a pool; `make_codes` makes them.

    Raises `Refused`: `unknown_id` (404), `pool_withdrawn` (409), `not_made_here`, `not_between`.
    """
    with club_transaction(club.id):
        row = locked_pool(club, pool_id)
        if row.kind in ("imported", "personal"):
            raise Refused("not_made_here", field="count")
        if not 1 <= count <= MOST_CODES - row.to_make:
            raise Refused("not_between", field="count", least=1, most=MOST_CODES)
        row.to_make += count
        row.save(update_fields=["to_make"])
        audit.record_deed(club.id, actor, "coupons.ordered", public_id(PREFIX, row.pk), None, {"count": count})
        return row


def make_codes(club: ClubInfo, pool_id: int, most: int = CHUNK) -> int:
    """Make up to `most` of the codes that a pool still lacks, in one transaction; how many it still lacks then.

    Three statements. Whoever makes codes of the pool too waits, and finds what is left. Codes that are there already
    are drawn anew.
    """
    with club_transaction(club.id):
        row = pools(club).select_for_update().filter(id=pool_id).first()
        if row is None or not row.to_make or row.withdrawn_at is not None:
            return 0
        made = _insert(club.id, row, draw_codes(pattern_of(row), min(most, row.to_make)))
        row.to_make -= made
        row.save(update_fields=["to_make"])
        tally(club.id, [(row.pk, "free", made)])
        return row.to_make


def _insert(club_id: int, row: Pool, codes: Sequence[str]) -> int:
    return len(run(_INSERT, (club_id, row.pk, row.uses, array("text", codes))))
