"""Tries to get in, counted in the database: for all processes together, and past a restart."""

from collections.abc import Sequence

from moadon.store import run

WINDOW_SECONDS = 15 * 60
_COUNT = """
    insert into signins_try (key, tries, until)
    select k, 1, now() + make_interval(secs => %s) from unnest(%s::text[]) as wanted(k) order by k
    on conflict (key) do update set
      tries = case when signins_try.until < now() then 1 else signins_try.tries + 1 end,
      until = case when signins_try.until < now() then excluded.until else signins_try.until end
    returning key, tries
"""
_GIVE_BACK = "update signins_try set tries = tries - 1 where key = any(%s::text[]) and tries > 0"
_FORGET = "delete from signins_try where key = %s"


def count_tries(keys: Sequence[str]) -> dict[str, int]:
    """Count one try under each key, and tell how many that makes in its quarter of an hour. One statement.

    Tries are counted before they are judged: a hundred at once are not all let through.
    """
    return dict(run(_COUNT, (WINDOW_SECONDS, list(keys))))


def give_back(keys: Sequence[str], forget: str) -> None:
    """A try was none, as it succeeded: it counts no more under `keys`, and `forget` begins anew."""
    run(_GIVE_BACK, (list(keys),))
    run(_FORGET, (forget,))
