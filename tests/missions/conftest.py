"""A club seen from outside: driven over HTTP and by commands, told by reports."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.platform.running import ClubServer

_slugs = itertools.count(1)
NAMES = "{en: Club, he: מועדון, fa: باشگاه}"


def document(rest: str, programme: str = "club") -> Any:
    """A programme document of these lines of YAML, without their head."""
    return yaml.safe_load(f"format: moadon/programme/1\nid: {programme}\nname: {NAMES}\ncurrency: ILS\n{rest}")


@dataclass
class Outside:
    """What somebody who has a checkout and a key can do, and nothing else."""

    server: ClubServer
    slug: str
    key: str
    folder: Path
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def command(self, *words: str, code: int = 0) -> str:
        """Run `moadon <words>`; its standard output."""
        done = self.server.command(*words)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def publish(self, *earn: str, wallets: str = "{credit: {kind: credit, expires: {after: {months: 12}}}}") -> None:
        """Put a programme live since 2020, each rule one line of YAML."""
        rules = "".join(f"\n  - {rule}" for rule in earn)
        self.live(f"wallets: {wallets}\nearn:{rules}\n")

    def live(self, rest: str, programme: str = "club") -> None:
        """Put a programme of these lines of YAML, without their head, live since 2020."""
        self.told("POST", "/programmes", document(rest, programme), 201)
        self.told("POST", f"/programmes/{programme}/publish", {"at": "2020-01-01T00:00:00+02:00"}, 201)

    def call(
        self, method: str, path: str, body: object = None, *, key: str | None = None, **headers: str
    ) -> httpx.Response:
        """One request to the API."""
        given = {"Authorization": f"Bearer {key or self.key}", "Accept-Language": "en", **headers}
        if method != "GET":
            given.setdefault("Idempotency-Key", f"{self.slug}-{next(self.numbers)}")
        return httpx.request(method, f"{self.server.url}/api/v1{path}", json=body, headers=given, timeout=60)

    def told(self, method: str, path: str, body: object = None, status: int = 200) -> Any:
        """The answer's JSON, of the status that is expected."""
        answer = self.call(method, path, body)
        assert answer.status_code == status, f"{answer.text}\n{self.server.complaints()}"
        return answer.json()

    def member(self, phone: str = "052-555-0142") -> str:
        """A new member; the id."""
        return str(self.told("POST", "/members", {"phone": phone}, 201)["id"])

    def buy(self, member: str | None, *prices: str, at: str = "2026-10-10T12:00:00+03:00", **more: Any) -> Any:
        """A purchase of one line a price; the evaluation."""
        lines = [{"id": str(i), "sku": f"S{i}", "quantity": "1", "unit_price": price} for i, price in enumerate(prices)]
        body = {
            "number": f"{next(self.numbers)}",
            "at": at,
            "lines": lines,
            **({"member": member} if member else {}),
            **more,
        }
        return self.told("POST", "/receipts", body, 201)

    def balance(self, member: str, wallet: str = "credit") -> str:
        """What a wallet stands at."""
        wallets = self.told("GET", f"/members/{member}/wallets")
        found: list[Mapping[str, str]] = wallets["items"] if isinstance(wallets, dict) else wallets
        return next((one["balance"] for one in found if one["wallet"] == wallet), "0.00")

    def night(self, at: str) -> None:
        """Let the night run as of a moment."""
        self.command("nightly", "--club", self.slug, "--at", at)


@pytest.fixture
def outside(club_server: ClubServer, tmp_path: Path) -> Callable[..., Outside]:
    """Makes clubs on the running server, each with a key: in Israel, or in the country of another time zone."""
    from moadon.apps.clubs import actions
    from moadon.apps.clubs.types import SYSTEM, NewClub

    def make(zone: str = "Asia/Jerusalem") -> Outside:
        new = NewClub(
            slug=f"mission-{next(_slugs)}", name="Mission", currency="ILS", time_zone=zone,
            languages=("en", "he", "fa"),
        )  # fmt: skip
        club = actions.create_club(new=new)
        key = actions.make_key(club=club, scope="all", actor=SYSTEM)
        return Outside(club_server, club.slug, key.secret, tmp_path)

    return make
