"""A club whose tills come to a counter of the tests' own server, and what happens when all come at once."""

import os
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from moadon.apps.clubs.actions import create_club, make_key
from moadon.apps.clubs.types import SYSTEM, NewClub
from moadon.flows.publishing import publish_programme
from tests.faults.judge import Journal, Till
from tests.faults.storm import AT, PROGRAMME
from tests.platform.running import ClubServer
from tests.platform.test_up import children_of


@dataclass(frozen=True)
class Counter:
    """A server with a club, and the key of its tills."""

    server: ClubServer
    key: str

    @property
    def port(self) -> int:
        """Where it answers."""
        return self.server.port

    def run(self, *words: str) -> Any:
        """Run a command on the same database."""
        return self.server.command(*words)

    def kill_worker(self) -> None:
        """One of the processes that answer, not the one that watches them."""
        with suppress(ProcessLookupError):
            for pid in children_of(self.server.pid)[-1:]:
                os.kill(pid, signal.SIGKILL)

    def kill_database(self) -> None:
        """The database is one for all tests."""
        raise NotImplementedError

    def till(self, folder: Path) -> Till:
        """A till with a journal of its own, in a club with a branch."""
        till = Till(self.port, self.key, Journal(folder / "journal"))
        till.posts("/branches", {"code": "main", "name": "Main"}, "branch")
        return till


def open_counter(server: ClubServer, programme: str = PROGRAMME) -> Counter:
    """A new club with a programme on a server."""
    club = create_club(new=NewClub("storm", "Storm", "ILS", "Asia/Jerusalem"))
    publish_programme(club=club, text=programme, at=datetime(2026, 1, 1, tzinfo=UTC), actor=SYSTEM)
    return Counter(server, make_key(club=club, scope="all", actor=SYSTEM).secret)


def sale(number: str, price: str, **more: Any) -> dict[str, Any]:
    """A receipt of one line."""
    line = {"id": "1", "sku": "MUG", "quantity": "1", "unit_price": price}
    return {"number": number, "till": "T1", "branch": "main", "at": AT, "lines": [line], **more}


def at_once(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each gave, all begun at the same moment on threads of their own."""
    told: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def one(place: int) -> None:
        gate.wait()
        told[place] = works[place]()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told
