"""Pools and how many of their codes stand in each state."""

from collections.abc import Iterable

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.coupons.models import Pool, Tally
from moadon.apps.coupons.types import Counts
from moadon.engine.coupons import Pattern
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import run

PREFIX = "cpl"
_COUNTS = """
    select pool_id, state, sum(amount)::bigint from coupons_tally where pool_id = any(%s::bigint[])
    group by pool_id, state having sum(amount) <> 0
"""


def pools(club: ClubInfo) -> QuerySet[Pool]:
    """The club's pools, newest first, withdrawn ones too."""
    return Pool.objects.filter(club_id=club.id).order_by("-id")


def pool(club: ClubInfo, public: str) -> Pool:
    """The pool with this public id. Raises `Refused("unknown_id", status=404)`."""
    found = pools(club).filter(id=row_id(PREFIX, public)).first()
    if found is None:
        raise Refused("unknown_id", status=404, given=public[:40])
    return found


def with_counts(rows: QuerySet[Pool]) -> QuerySet[Pool]:
    """Pools with `n_free`, `n_out` (issued and set aside), `n_used`, `n_uses` and `n_gave`, for lists."""

    def told(*states: str) -> Coalesce:
        sums = Tally.objects.filter(pool_id=OuterRef("pk"), state__in=states).order_by().values("pool_id")
        return Coalesce(Subquery(sums.annotate(n=Sum("amount")).values("n")), 0, output_field=BigIntegerField())

    return rows.annotate(
        n_free=told("free"), n_out=told("issued", "reserved"), n_used=told("used"), n_uses=told("uses"),
        n_gave=told("gave"),
    )  # fmt: skip


def pattern_of(row: Pool) -> Pattern:
    """How the codes of a pool are made."""
    return Pattern(row.prefix, row.length, row.alphabet, row.check_letter)


def pools_to_make(club: ClubInfo) -> list[int]:
    """Pools that codes are still to be made of, the oldest first."""
    return list(pools(club).filter(to_make__gt=0).order_by("id").values_list("id", flat=True))


def counts_of(pool_ids: Iterable[int]) -> dict[int, Counts]:
    """The counts of these pools, in one statement that looks at sums that are kept, never at the codes."""
    wanted = sorted(set(pool_ids))
    found: dict[int, dict[str, int]] = {pool_id: {} for pool_id in wanted}
    for pool_id, state, amount in run(_COUNTS, (wanted,)):
        found[pool_id][state] = amount
    return {
        pool_id: Counts(
            {state: n for state, n in sums.items() if state not in ("uses", "gave")},
            sums.get("uses", 0),
            sums.get("gave", 0),
        )
        for pool_id, sums in found.items()
    }
