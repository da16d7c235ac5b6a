"""Whose club a connection works for ends with the transaction, whatever happens in it and whoever has it next."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from moadon.apps.clubs.actions import create_club, make_key
from moadon.apps.clubs.types import SYSTEM, ClubInfo, NewClub
from moadon.apps.members.models import Member
from moadon.apps.members.types import NewMember
from moadon.flows.joining import join
from moadon.integrations.postgres.programs import account_for, open_the_way
from moadon.store import club_transaction
from tests.faults.broken import broken
from tests.faults.broken.breaks_halfway import BREAKS
from tests.faults.counter import at_once
from tests.faults.judge import Journal, Till
from tests.platform.database import TestDatabase
from tests.platform.running import free_port, serving, until

pytestmark = pytest.mark.django_db
ROUNDS = 8


def new_club(slug: str) -> ClubInfo:
    return create_club(new=NewClub(slug=slug, name=slug, currency="ILS", time_zone="Asia/Jerusalem"))


def context() -> tuple[str, str, int]:
    """The club and the role that the connection works for, and how many members it sees."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting('moadon.club', true), ''), current_user::text")
        club, role = cursor.fetchone()
    return club, role, Member.objects.count()


def test_after_a_failure_in_the_middle_the_connection_is_nobodys() -> None:
    one, two = new_club("one"), new_club("two")
    join(club=one, new=NewMember(phone="+972525550001"), actor=SYSTEM)
    seen = []

    def breaks() -> None:
        with club_transaction(one.id):
            seen.append(context()[1:])
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        breaks()
    assert seen == [("moadon_app", 1)]

    assert context() == ("", "moadon", 0)
    with club_transaction(two.id):
        assert context()[1:] == ("moadon_app", 0)


@contextmanager
def pooled(database: TestDatabase, folder: Path) -> Iterator[str]:
    """A pooler between, which gives one connection to whoever has a transaction, two in all; its address."""
    program = shutil.which("pgbouncer")
    if program is None:
        pytest.skip("skipped: no pgbouncer (Debian: apt-get install pgbouncer)")
    told, port, account = conninfo_to_dict(database.url), free_port(), account_for(folder)
    lines = (
        f"[databases]\n{database.name} = host={told['host']} port={told['port']} user=moadon\n[pgbouncer]\n"
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nauth_type = any\npool_mode = transaction\n"
        f"default_pool_size = 2\nmax_client_conn = 200\nunix_socket_dir =\nlogfile = {folder / 'log'}\n"
        "ignore_startup_parameters = extra_float_digits,options\n"
    )
    (folder / "pgbouncer.ini").write_text(lines, "utf-8")
    open_the_way(account, folder / "log", Path(program))
    if account.switched:
        os.chown(folder, account.uid, account.gid)
    process = account.start([program, str(folder / "pgbouncer.ini")], folder=folder, tie=None)
    try:
        until(lambda: (folder / "log").exists() and "process up" in (folder / "log").read_text("utf-8"))
        yield f"postgresql://moadon@127.0.0.1:{port}/{database.name}"
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.parametrize("way", ["own pool", "transaction pooler"])
def test_clubs_that_share_connections_never_meet_though_requests_break(
    database: TestDatabase, folders: Callable[[str], Path], tmp_path: Path, way: str
) -> None:
    if way == "own pool":
        asks_by_turns(database.url, tmp_path)
        return
    with pooled(database, folders("pooler")) as url:
        asks_by_turns(url, tmp_path, MOADON_PREPARE="0")


def asks_by_turns(url: str, folder: Path, **more: str) -> None:
    """Two clubs ask at the same moment, again and again, and a third of what they ask breaks in the middle."""
    keys = {slug: make_key(club=new_club(slug), scope="all", actor=SYSTEM).secret for slug in ("one", "two")}
    environment = {"MOADON_WEB_WORKERS": "1", "MOADON_WEB_THREADS": "4", **broken("breaks_halfway"), **more}
    with serving(url, folder / "web.log", **environment) as server:
        tills = {slug: Till(server.port, key, Journal(folder / slug)) for slug, key in keys.items()}
        members = {
            slug: [
                till.posts(
                    "/members", {"phone": f"052-555-{1000 + n}", "last_name": slug, "first_name": name}, f"m{n}"
                )["id"]
                for n, name in enumerate([BREAKS, "Dana"])
            ]
            for slug, till in tills.items()
        }

        def asks(slug: str, other: str) -> list[str]:
            wrong = []
            for _ in range(ROUNDS):
                broke = tills[slug].looks(f"/members/{members[slug][0]}")
                own, text = tills[slug].looks(f"/members/{members[slug][1]}")
                foreign = tills[slug].looks(f"/members/{members[other][1]}")
                listed = tills[slug].looks("/members")
                if (broke[0], own, foreign[0], listed[0]) != (500, 200, 404, 200):
                    wrong.append(f"{slug}: {broke[0]} {own} {foreign[0]} {listed[0]}")
                if f'"{other}"' in text + listed[1] + foreign[1]:
                    wrong.append(f"{slug} is told of {other}")
            return wrong

        told = at_once([partial(asks, *pair) for pair in [("one", "two"), ("two", "one")] * 4])
    assert [one for wrong in told for one in wrong] == []
