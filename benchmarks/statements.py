"""How many statements a commit and a page take, for few rows and for many: the number must not grow.

Counted inside one process, those that go through Django and those that go past it. `few` is one receipt, and pages with
two receipts in the club; `many` is 500 receipts at once, and pages with all of them, of one member among 20,000.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus

from benchmarks.ground import CHECKOUT, Figure, club_of_size, scratch_database

PAGES = {
    "a member's page": "/office/bench/members/{member}",
    "the list of members": "/office/bench/members/",
    "the list of receipts": "/office/bench/receipts/",
}
MANY = 500


def figures() -> list[Figure]:
    """Every count, few and many."""
    with scratch_database() as (url, folder, _):
        club = club_of_size(url, folder, members=20_000, products=400)
        environment = {
            **os.environ, "MOADON_DATABASE_URL": url, "MOADON_VAR": str(folder),
            "DJANGO_SETTINGS_MODULE": "moadon.config.settings",
        }  # fmt: skip
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.statements", club.slug, club.members[0]],
            env=environment, cwd=CHECKOUT, stdout=subprocess.PIPE, check=True,
        ).stdout  # fmt: skip
    found: list[Figure] = []
    for what, (few, many) in json.loads(told.splitlines()[-1]).items():
        found += [
            Figure(f"{what}: few", few, "statements"),
            Figure(f"{what}: many", many, "statements"),
            Figure(f"{what}: many as a multiple of few", many / few, "ratio", 1, "at most"),
        ]
    return found


def counted(work: Callable[[], object]) -> int:
    """The statements that `work` issues, those through Django and those past it."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from moadon.store.statements import watching

    with watching() as past, CaptureQueriesContext(connection) as through:
        work()
    return len(past) + len(through)


def _measure(slug: str, member: str) -> dict[str, tuple[int, int]]:
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("testserver")
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    look = _reader(slug, member)
    _sell(slug, member, 1, 1)
    one, few = counted(lambda: _sell(slug, member, 2, 1)), look()
    all_at_once, many = counted(lambda: _sell(slug, member, 1000, MANY)), look()
    return {"a commit": (one, all_at_once), **{name: (few[name], many[name]) for name in PAGES}}


def _sell(slug: str, member: str, first: int, count: int) -> None:
    from moadon.apps.clubs.queries import club_by_slug
    from moadon.apps.clubs.types import SYSTEM
    from moadon.flows.till import commit
    from moadon.flows.till.reading import read_receipt

    club, now = club_by_slug(slug), datetime.now(UTC)
    line = {"id": "1", "sku": "S1", "quantity": "1", "unit_price": "120.00"}
    drafts = [
        read_receipt(
            {"number": str(first + i), "at": (now - timedelta(seconds=i)).isoformat(), "branch": "tlv", "till": "T1",
             "member": member, "lines": [line]}, club, key=f"k{first}-{i}",
        )
        for i in range(count)
    ]  # fmt: skip
    for outcome in commit(club, drafts, SYSTEM):
        assert hasattr(outcome, "answer"), outcome


def _reader(slug: str, member: str) -> Callable[[], dict[str, int]]:
    """Somebody who is signed in; calling it looks at every page and tells what each took."""
    from django.test import Client

    from moadon.apps.clubs import actions, queries
    from moadon.apps.clubs.types import SYSTEM

    owner = actions.create_user(username="owner", password="a long one for counting")
    actions.give_role(club=queries.club_by_slug(slug), user=owner, role="owner", actor=SYSTEM)
    client = Client()
    client.force_login(owner)

    def shown(address: str) -> None:
        answer = client.get(address.format(member=member))
        assert answer.status_code == HTTPStatus.OK, answer.status_code

    def look() -> dict[str, int]:
        for address in PAGES.values():
            shown(address)  # the first look works out what the process remembers
        return {name: counted(partial(shown, address)) for name, address in PAGES.items()}

    return look


if __name__ == "__main__":
    print(json.dumps(_measure(*sys.argv[1:])))
