"""A server that was restarted leaves the pool with nothing but dead connections: nobody is to notice."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg

from moadon.apps.clubs.actions import create_club, make_key
from moadon.apps.clubs.types import SYSTEM, NewClub
from tests.platform.database import TestDatabase
from tests.platform.running import ClubServer, until

AT_ONCE = 40
WAITING = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
ENDED = """select pg_terminate_backend(pid, 5000) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()"""


def test_after_every_connection_was_lost_the_next_requests_are_answered(
    club_server: ClubServer, database: TestDatabase
) -> None:
    club = create_club(new=NewClub(slug="lost", name="Lost", currency="ILS", time_zone="Asia/Jerusalem"))
    key = make_key(club=club, scope="read", actor=SYSTEM).secret
    with ThreadPoolExecutor(AT_ONCE) as threads:
        with psycopg.connect(database.url) as holder:
            # Whoever asks waits here with a connection in hand, until both processes have as many as they may.
            holder.execute("lock table members_member in access exclusive mode")
            asked = [threads.submit(_asks, club_server, key) for _ in range(AT_ONCE)]
            until(lambda: _waiting(database) >= 14)
        assert {one.result() for one in asked} == {200}
    database.admin.execute(ENDED)

    assert [_asks(club_server, key) for _ in range(AT_ONCE)] == [200] * AT_ONCE


def _asks(server: ClubServer, key: str) -> int:
    return httpx.get(f"{server.url}/api/v1/members", headers={"Authorization": f"Bearer {key}"}, timeout=60).status_code


def _waiting(database: TestDatabase) -> int:
    row = database.admin.execute(WAITING).fetchone()
    assert row is not None
    return int(row[0])
