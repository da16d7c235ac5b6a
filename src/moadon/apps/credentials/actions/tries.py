"""How often proofs were shown: counted before they are judged, in a transaction of its own that nothing undoes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from moadon.apps.credentials.types import Tried
from moadon.store import run

_COUNT = """
    insert into credentials_try (club_id, key, tries, until)
    select %s, key, n, until from unnest(%s::text[], %s::int[], %s::timestamptz[]) as given(key, n, until) order by key
    on conflict (club_id, key) do update set
      tries = case when credentials_try.until <= %s then excluded.tries else credentials_try.tries + excluded.tries end,
      until = case when credentials_try.until <= %s then excluded.until else credentials_try.until end
    returning key, tries, until
"""
_GIVE_BACK = """
    update credentials_try set tries = greatest(tries - given.n, 0)
    from unnest(%s::text[], %s::int[]) as given(key, n) where credentials_try.key = given.key and club_id = %s
"""


def count_tries(club_id: int, tried: Mapping[Tried, int], now: datetime) -> dict[str, tuple[int, datetime]]:
    """Count so many tries under each key; how many that makes in its time, and until when. One statement."""
    wanted = sorted(tried)
    ends = [now + timedelta(seconds=one.seconds) for one in wanted]
    rows = run(_COUNT, (club_id, [one.key for one in wanted], [tried[one] for one in wanted], ends, now, now))
    return {key: (tries, until) for key, tries, until in rows}


def give_back(club_id: int, keys: Mapping[str, int]) -> None:
    """So many tries under each key were none: what was shown was right. One statement."""
    wanted = sorted(keys)
    run(_GIVE_BACK, (wanted, [keys[key] for key in wanted], club_id))


def forget_tries(club_id: int, keys: Sequence[str]) -> int:
    """Begin anew under these keys; under how many something was counted. One statement."""
    rows = run(
        "delete from credentials_try where club_id = %s and key = any(%s::text[]) returning key", (club_id, list(keys))
    )
    return len(rows)
