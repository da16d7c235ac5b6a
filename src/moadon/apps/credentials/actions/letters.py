"""What is to be sent: written with what it tells of, claimed by one worker, ended once.

A letter whose sending did not come to an end is unknown, not failed, and never sent again by itself (semantics 37).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from moadon.apps.credentials.models import Letter
from moadon.apps.credentials.types import LetterState
from moadon.store import run

LOST = timedelta(minutes=10)
"""A letter that is being sent for longer was left behind by a worker that was killed."""
_DAILY = """
    insert into credentials_letter (club_id, kind, state, address, day, size, tries, note, made_at, due_at)
    select %s, 'checkpoint', 'waiting', address, %s, %s, 0, '', %s, %s from unnest(%s::text[]) as given(address)
    on conflict (club_id, day, address) do nothing returning id
"""


def put_letter(letter: Letter) -> int:
    """Keep something to be sent; its row."""
    letter.save(force_insert=True)
    return int(letter.pk)


def write_daily(club_id: int, day: date, size: int, addresses: Sequence[str], now: datetime) -> int:
    """Keep the checkpoint of `size` entries to be sent to these addresses, once a day each; how many are new."""
    return len(run(_DAILY, (club_id, day, size, now, now, sorted(set(addresses)))))


def letters_due(club_id: int, now: datetime) -> list[int]:
    """The letters to be sent, the oldest first."""
    rows = run(
        """select id from credentials_letter where club_id = %s and state = 'waiting' and due_at <= %s
           order by due_at, id""",
        (club_id, now),
    )
    return [row for (row,) in rows]


def claim_letter(row: int, now: datetime) -> Letter | None:
    """Take a letter to be sent; None when somebody else has. What it seals is given to the first alone."""
    claimed = Letter.objects.filter(id=row, state="waiting").update(state="sending", claimed_at=now)
    return Letter.objects.get(id=row) if claimed else None


def end_letter(row: int, state: LetterState, note: str, now: datetime) -> None:
    """Say what became of a letter that was being sent. Nothing secret is kept of it."""
    Letter.objects.filter(id=row, state="sending").update(state=state, note=note, ended_at=now, sealed=None)


def put_off(row: int, note: str, due: datetime) -> None:
    """Try a letter again later: it was surely not sent."""
    letter = Letter.objects.get(id=row)
    Letter.objects.filter(id=row, state="sending").update(
        state="waiting", note=note, due_at=due, tries=letter.tries + 1
    )


def forget_lost(club_id: int, now: datetime) -> int:
    """Say of letters that a worker left behind that nobody knows whether they were sent; how many."""
    lost = Letter.objects.filter(club_id=club_id, state="sending", claimed_at__lt=now - LOST)
    return lost.update(state="unknown", note="lost", ended_at=now, sealed=None)
