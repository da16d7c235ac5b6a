"""A club with a shop, and callers who try its API: owner, reader, two tills, and somebody from another club."""

import itertools
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from moadon.apps.clubs import actions
from moadon.apps.clubs.queries import forget_recent
from moadon.apps.clubs.types import SYSTEM, ClubInfo, NewClub
from moadon.flows.publishing import publish_programme
from moadon.store import club_transaction

PROGRAMME = """
format: moadon/programme/1
id: style
name: {en: Style club, he: מועדון סטייל, fa: باشگاه استایل}
currency: ILS
wallets:
  credit: {kind: credit, expires: {after: {months: 12}}}
  points: {kind: points, worth: "0.05"}
earn:
  - {id: base, type: linear, every: "100.00", give: "10.00", wallet: credit, basis: accumulated}
  - {id: points, type: per_amount, amount: "1.00", give: "1", wallet: points}
"""
TEL_AVIV = ZoneInfo("Asia/Jerusalem")
SOLD_AT = (datetime.now(TEL_AVIV) - timedelta(days=2)).replace(hour=10, minute=15, second=0, microsecond=0)
"""When the shop sells: the day before yesterday, so that no test ever lies in the future or long ago."""
BROUGHT_BACK_AT = (SOLD_AT + timedelta(days=1)).isoformat()
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Shop:
    """A club, its branches tlv and jer, employee e17, and the secrets of its keys by who holds them."""

    club: ClubInfo
    keys: dict[str, str]
    branches: dict[str, int]

    def call(self, method: str, path: str, body: object = None, *, by: str | None = "owner", **headers: str) -> Any:
        """One request to `/api/v1/<path>`; `by` names the key. Headers are written `Idempotency_Key`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if by is not None:
            sent["Authorization"] = f"Bearer {self.keys[by]}"
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = sent.pop("Content-Type", "application/json")
        return Client(raise_request_exception=False).generic(
            method, f"/api/v1/{path}", raw, content_type=kind, headers=sent
        )

    def get(self, path: str, **more: Any) -> Any:
        """GET, and the JSON of a good answer."""
        response = self.call("GET", path, **more)
        assert response.status_code == 200, response.content
        return response.json()

    def post(self, path: str, body: object = None, **more: Any) -> Any:
        """POST under a fresh key."""
        more.setdefault("Idempotency_Key", f"key-{next(_numbers)}")
        return self.call("POST", path, body, **more)

    def member(self, **more: object) -> dict[str, Any]:
        """A new member."""
        phone = f"05255{next(_numbers):05}"
        response = self.post("members", {"phone": phone, "first_name": "Dana", **more})
        assert response.status_code == 201, response.content
        made: dict[str, Any] = response.json()
        return made

    def sale(self, price: str = "100.00", **more: Any) -> dict[str, Any]:
        """The body of a receipt with one line."""
        return {
            "number": str(next(_numbers)),
            "at": SOLD_AT.isoformat(),
            "branch": "tlv",
            "till": "T1",
            "employee": "e17",
            "lines": [{"id": "1", "sku": "SKU-1", "name": "Jeans", "quantity": "1", "unit_price": price}],
            **more,
        }


def open_shop(slug: str = "") -> Shop:
    """A new club with its shop, keys and a live programme."""
    forget_recent()
    slug = slug or f"shop-{next(_numbers)}"
    club = actions.create_club(new=NewClub(slug, "Shop", "ILS", "Asia/Jerusalem"))
    with club_transaction(club.id):
        rows = {
            code: actions.add_branch(club=club, code=code, name=code.upper(), actor=SYSTEM).pk
            for code in ("tlv", "jer")
        }
        actions.add_employee(club=club, code="e17", name="Noa", branch_id=rows["tlv"], actor=SYSTEM)
        holders = {
            "owner": ("all", None), "reader": ("read", None), "till": ("till", rows["tlv"]),
            "other till": ("till", rows["jer"]), "any till": ("till", None), "integration": ("integration", None),
            "figures": ("figures", None),
        }  # fmt: skip
        keys = {
            who: actions.make_key(club=club, scope=scope, branch_id=branch, name=who, actor=SYSTEM).secret
            for who, (scope, branch) in holders.items()
        }
        publish_programme(club=club, text=PROGRAMME, at=datetime(2020, 1, 1, tzinfo=UTC), actor=SYSTEM)
    return Shop(club, keys, rows)
