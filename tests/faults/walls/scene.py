"""Clubs side by side, each with one of everything, and what of one may never be heard in another."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import httpx

from moadon.interfaces.api.openapi import document, operations
from moadon.kernel.ids import public_id
from tests.interfaces.api.shop import PROGRAMME, Shop, open_shop
from tests.interfaces.api.test_doors import asked, things_of

ID = re.compile(r"\b[a-z]{3}_[0-9a-hjkmnp-tv-z]{13}\b")
HIDDEN = "hidden"
"""Is in every name of a club that the others must not see."""
NO_ROW = 987_654_321
"""From here on there are no rows."""
_unknown = itertools.count(1)


@dataclass(frozen=True)
class Club:
    """A shop, one of everything in it by the blank of its address, and every id that its own owner is told."""

    shop: Shop
    things: dict[str, str]
    ids: frozenset[str]

    def through(self, url: str) -> "Club":
        """The same club, called over a connection to a server."""
        return replace(self, shop=Distant(self.shop.club, self.shop.keys, self.shop.branches, url))


@dataclass(frozen=True)
class Distant(Shop):
    """A shop whose API is called over the network."""

    url: str = ""

    def call(self, method: str, path: str, body: object = None, *, by: str | None = "owner", **headers: str) -> Any:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if by is not None:
            sent["Authorization"] = f"Bearer {self.keys[by]}"
        content = {"content": body} if isinstance(body, bytes) else {} if body is None else {"json": body}
        return httpx.request(method, f"{self.url}/api/v1/{path}", headers=sent, timeout=60, **content)  # type: ignore[arg-type]


def open_club(slug: str, *, known: bool = True) -> Club:
    """A club with one of everything, whose names all say that they are hidden. `known`: its ids are gathered."""
    shop = open_shop(slug)
    things = things_of(shop)
    code, name = f"{HIDDEN}-{slug}", f"{HIDDEN} {slug}"
    # One code for everything that goes by a code: whatever a field is for, it can name this.
    asked_for = [
        ("PATCH", f"members/{things['member_id']}", {"last_name": name, "card": code, "external_id": code}),
        ("PATCH", f"branches/{things['branch_id']}", {"name": name}),
        ("PATCH", f"products/{things['product_id']}", {"name": name}),
        ("POST", "branches", {"code": code, "name": name}),
        ("POST", "employees", {"code": code, "name": name}),
        ("POST", "categories", {"code": code, "name": name}),
        ("POST", "products", {"sku": code, "name": name}),
        ("POST", "tills", {"code": code, "name": name}),
        ("POST", "programmes", PROGRAMME.replace("id: style", f"id: {code}").encode()),
        ("POST", "receipts", shop.sale(number=code)),
    ]
    for n, (method, path, body) in enumerate(asked_for):
        kind = "application/yaml" if isinstance(body, bytes) else "application/json"
        answer = shop.call(method, path, body, Idempotency_Key=f"hidden-{n}", Content_Type=kind)
        assert answer.status_code < 300, (path, answer.content)
    club = Club(shop, things, frozenset())
    if not known:
        return club
    told = " ".join(_bodies(club))
    return replace(club, ids=frozenset(ID.findall(told)) | {one for one in things.values() if ID.fullmatch(one)})


def _bodies(club: Club) -> Iterator[str]:
    """All that the club's own owner can read of it."""
    for name, path, method in addresses(club.things):
        if method == "GET":
            yield asked(club.shop, name, method, path, "owner").content.decode()


def addresses(things: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Operation, address with its blanks filled in, method: every operation of the document.

    One whose blank `things` has nothing for fails here: give `things_of` (tests/interfaces/api/test_doors.py) a sample.
    """
    return [
        (operation["operationId"], filled(path, things), method.upper())
        for path, method, operation in operations(document())
    ]


def filled(path: str, things: Mapping[str, str]) -> str:
    """An address of the document with its blanks filled in."""
    return re.sub(r"{(\w+)}", lambda blank: things[blank.group(1)], path.removeprefix("/api/v1/"))


def named_in(path: str) -> list[str]:
    """The blanks of an address."""
    return re.findall(r"{(\w+)}", path)


@dataclass(frozen=True)
class Name:
    """Something that another club has. `kind`: what sort of name it is, an id's three letters or a word."""

    kind: str
    foreign: str

    def unknown(self) -> str:
        """One of the same sort and length that nobody has, never the same twice."""
        n = next(_unknown)
        if ID.fullmatch(self.foreign):
            return public_id(self.foreign[:3], NO_ROW + n)
        return f"+97252{5900000 + n}" if self.kind == "phone" else "nobody" + f"{n}".zfill(len(self.foreign) - 6)


def names_of(club: Club) -> list[Name]:
    """By what a caller could call what is another club's: an id of each kind, a code, a phone."""
    phone = club.shop.get(f"members/{club.things['member_id']}")["phone"]
    ids = {one[:3]: Name(one[:3], one) for one in club.ids}
    return [
        *(ids[kind] for kind in sorted(ids)),
        Name("code", f"{HIDDEN}-{club.shop.club.slug}"),
        Name("phone", phone),
    ]


def names_for(field: str, names: Sequence[Name], things: Mapping[str, str]) -> list[Name]:
    """Of many names those that a field may well take: a code, a phone, a member, and what the field is called after."""
    own = things.get(f"{field}_id", "")[:3]
    return [one for one in names if one.kind in ("code", "phone", "mbr", own)]


def foreign_thing(club: Club, blank: str) -> Name | None:
    """What another club has in an address's blank; None for what is no name of a thing."""
    own = club.things[blank]
    if ID.fullmatch(own):
        return Name(own[:3], own)
    if blank in ("programme_id", "code"):
        return Name("code", f"{HIDDEN}-{club.shop.club.slug}")
    return None
