"""A server that was restarted leaves the pool with nothing but dead connections: nobody is to notice."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg

from tests.platform.database import TestDatabase
from tests.platform.running import ClubServer, until

AT_ONCE = 40
WAITING = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
ENDED = """select pg_terminate_backend(pid, 5000) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()"""


def test_after_every_connection_was_lost_the_next_requests_are_answered(
    club_server: ClubServer, database: TestDatabase
) -> None:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        with psycopg.connect(database.url) as holder:
            # Whoever shows a key waits here with a connection in hand, until both processes have as many as they may.
            holder.execute("lock table clubs_key in access exclusive mode")
            asked = [threads.submit(_asks, club_server) for _ in range(AT_ONCE)]
            until(lambda: _waiting(database) >= 14)
        assert {one.result() for one in asked} == {401}
    database.admin.execute(ENDED)

    assert [_asks(club_server) for _ in range(AT_ONCE)] == [401] * AT_ONCE


def _asks(server: ClubServer) -> int:
    return httpx.get(
        f"{server.url}/api/v1/members", headers={"Authorization": "Bearer mdn_nobody"}, timeout=60
    ).status_code


def _waiting(database: TestDatabase) -> int:
    row = database.admin.execute(WAITING).fetchone()
    assert row is not None
    return int(row[0])
