"""The API asked for what is another club's, in every place where something can be named, and what leaked.

Each function gives a list of leaks in words; a wall that stands gives none.
"""

import copy
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from moadon.interfaces.api.openapi import document, operations
from moadon.store.statements import watching
from tests.faults.walls.scene import (
    HIDDEN,
    ID,
    Club,
    Name,
    addresses,
    filled,
    foreign_thing,
    named_in,
    names_for,
    names_of,
)
from tests.interfaces.api.test_doors import asked, in_names_of

Body = Callable[[Any], Any]
_PASSING = ("date", "idempotent-replayed", "content-length", "etag")
"""Headers that say nothing of what is there; the length follows from the body."""
MALFORMED = ("mbr_", "x", "0" * 13, "mbr_" + "z" * 60, "%D7%90", "-1", "1e9")


def answered(club: Club, name: str, method: str, path: str, who: str | None, change: Body = lambda body: body) -> Any:
    """What an operation answers at an address in a club."""
    return asked(club.shop, name, method, path, who, lambda body: change(in_names_of(body, club.things)))


def heard(answer: Any, *sent: str) -> tuple[object, ...]:
    """All that a caller learns from an answer, with what they sent themselves made alike."""
    text = answer.content.decode(errors="replace")
    for one in sent:
        # A number comes back as people write numbers.
        shape = "[,.]?".join(one.lstrip("+")) if one.lstrip("+").isdigit() else re.escape(one[:40])
        text = re.sub(shape, "…", text)
    headers = tuple(
        sorted((name.lower(), value) for name, value in answer.headers.items() if name.lower() not in _PASSING)
    )
    return answer.status_code, text, headers


def leaks_in(where: str, answer: Any, others: Sequence[Club], *sent: str) -> list[str]:
    """What of other clubs stands in an answer, but for what the caller sent."""
    text = answer.content.decode(errors="replace")
    for one in sent:
        text = text.replace(one, "")
    theirs = {one for club in others for one in club.ids}
    found = [f"{where}: {one} is another club's" for one in sorted(theirs & set(ID.findall(text)))]
    found += [f"{where}: tells a name of {c.shop.club.slug}" for c in others if f"{HIDDEN} {c.shop.club.slug}" in text]
    if answer.status_code >= 500:
        found.append(f"{where}: {answer.status_code}")
    return found


def reads(club: Club, others: Sequence[Club], who: str = "owner") -> list[str]:
    """Everything that can be read of one's own club tells nothing of another."""
    found = []
    for name, path, method in addresses(club.things):
        if method == "GET":
            found += leaks_in(name, answered(club, name, method, path, who), others)
    return found


def cursors(club: Club, others: Sequence[Club]) -> list[str]:
    """A cursor of another club's list opens nothing of it."""
    found = []
    for path, method, operation in operations(document()):
        if method != "get" or "cursor" not in {one["name"] for one in operation["parameters"]}:
            continue
        for other in others:
            told = other.shop.call("GET", f"{filled(path, other.things)}?limit=1").json()
            if told.get("next"):
                answer = club.shop.call("GET", f"{filled(path, club.things)}?cursor={told['next']}")
                found += leaks_in(f"{operation['operationId']} cursor", answer, others)
    return found


def in_addresses(club: Club, other: Club, who: str = "owner", *, counted: bool = False, only: str = "") -> list[str]:
    """In an address another club's id is as unknown as none, to the byte; a malformed one too.

    `counted`: and the database is asked as much for the one as for the other. `only`: of this address alone.
    """
    found = []
    for path, method, operation in operations(document()):
        if only and path != only:
            continue
        name = operation["operationId"]
        for blank in named_in(path):
            named = foreign_thing(other, blank)
            if named is None:
                continue

            def ask(value: str, path: str = path, blank: str = blank, name: str = name, method: str = method) -> Any:
                return answered(club, name, method.upper(), filled(path, club.things | {blank: value}), who)

            where = f"{method.upper()} {path} {blank} by {who}"
            found += _alike(where, ask, named, other)
            if who == "owner":
                found += _is_unknown(where, ask, named)
            if counted:
                found += _costs_alike(where, ask, named)
    return found


def _is_unknown(where: str, ask: Callable[[str], Any], named: Name) -> list[str]:
    if not ID.fullmatch(named.foreign):
        return []
    answers = {value: ask(value).status_code for value in (named.foreign, *MALFORMED)}
    return [f"{where}: {status} for {value}" for value, status in answers.items() if status != 404]


def _costs_alike(where: str, ask: Callable[[str], Any], named: Name) -> list[str]:
    """Now and then a request also looks its key up again, or tells when it was last used: the least of some counts."""
    unknown, theirs = (min(_cost(ask, name) for _ in range(3)) for name in (named.unknown(), named.foreign))
    return [f"{where}: {theirs} statements for another club's, {unknown} for nobody's"] if unknown != theirs else []


def _cost(ask: Callable[[str], Any], value: str) -> int:
    with watching() as seen, CaptureQueriesContext(connection) as queries:
        ask(value)
    return len(seen) + len(queries)


def _alike(where: str, ask: Callable[[str], Any], named: Name, other: Club) -> list[str]:
    """What is another's and what is nobody's are told alike.

    A difference that is gone when both are asked for again is none of whose it is: the first requests did something.
    """
    return _differ(where, ask, named, other) and _differ(where, ask, named, other)


def _differ(where: str, ask: Callable[[str], Any], named: Name, other: Club, *sent: str) -> list[str]:
    unknown = named.unknown()
    theirs, nobodys = ask(named.foreign), ask(unknown)
    found = leaks_in(where, theirs, [other], named.foreign, *sent)
    told = heard(theirs, named.foreign), heard(nobodys, unknown)
    if not found and not _same(*told):
        found = [f"{where}: another club's {named.kind} is told {told[0][:2]}, an unknown one {told[1][:2]}"]
    return found


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """Whether two answers are the same; of what was done, whether both were."""
    return one == other or (one[0] == other[0] and int(str(one[0])) < 300)


def in_bodies(enter: Callable[[], Club], other: Club, *, whole: bool) -> list[str]:
    """In every text field of every body another club's names are as unknown as none, whatever the field is for.

    `enter` gives a club to ask from; another one once what was sent has been taken there, for from then on it is its
    own. `whole`: by names of every kind, not only by those that the field may well take.
    """
    found, names, club, taken = [], names_of(other), enter(), [False]
    sent = [named.foreign for named in names]

    def asks(club: Club, place: tuple[str, str, str], field: tuple[str, ...], value: str) -> Any:
        name, method, path = place
        put = partial(_put, field=field, value=value)
        answer = answered(club, name, method, filled(path, club.things), "owner", put)
        taken[0] |= answer.status_code < 300
        return answer

    for path, method, operation in operations(document()):
        if taken[0]:
            club, taken[0] = enter(), False
        place = (operation["operationId"], method.upper(), path)
        for field in dict.fromkeys(_text_fields(operation)):
            for named in names if whole else names_for(field[-1] if field else "", names, club.things):
                where = f"{place[0]} {'.'.join(field)}"
                if _differ(where, partial(asks, club, place, field), named, other, *sent):
                    # What went before may have made the difference: each once more, where nothing went before.
                    found += _differ(where, lambda v, f=field, p=place: asks(enter(), p, f, v), named, other, *sent)
    return found


def in_queries(club: Club, other: Club, *, whole: bool) -> list[str]:
    """In every filter of every list another club's names find what nobody's find."""
    found, names = [], names_of(other)
    for path, method, operation in operations(document()):
        texts = [one["name"] for one in operation["parameters"] if one["in"] == "query" and _takes_text(one["schema"])]
        for parameter in texts if method == "get" else ():
            for named in names if whole else names_for(parameter, names, club.things):

                def ask(value: str, name: str = parameter, path: str = path) -> Any:
                    return club.shop.call("GET", f"{filled(path, club.things)}?{name}={value.replace('+', '%2B')}")

                found += _alike(f"{operation['operationId']} ?{parameter}", ask, named, other)
    return found


def _takes_text(schema: dict[str, Any]) -> bool:
    options = schema.get("anyOf", [schema])
    return any(option.get("type") == "string" for option in options)


def of_other_branches(club: Club) -> list[str]:
    """A key of one branch writes nothing that names another, in whatever operation takes a branch."""
    found = []
    for path, method, operation in operations(document()):
        if ("branch",) not in set(_text_fields(operation)) or method == "get":
            continue
        name = operation["operationId"]
        if name == "quoteBasket":
            continue  # it writes nothing
        put = lambda body: _put(body, ("branch",), "jer")  # noqa: E731
        answer = answered(club, name, method.upper(), filled(path, club.things), "till", put)
        if answer.status_code != 403:
            found.append(f"{name}: a till of another branch is told {answer.status_code}")
    return found


def roles(club: Club, other: Club, scopes: Sequence[str]) -> list[str]:
    """What a scope does not include is refused in one way, whatever it is asked for: own, another's, or nobody's."""
    found = []
    for path, method, operation in operations(document()):
        name = operation["operationId"]
        for who in scopes:
            own = answered(club, name, method.upper(), filled(path, club.things), who)
            if own.status_code != 403:
                continue
            where = f"{name} by {who}"
            if own.json()["code"] not in ("not_allowed", "of_the_club", "other_branch"):
                found.append(f"{where}: {own.json()['code']}")
            if own.json()["code"] == "other_branch":
                continue  # it is the thing's own branch that is refused
            for blank in named_in(path):
                named = foreign_thing(other, blank)
                for value in (named.foreign, named.unknown()) if named else ():
                    told = answered(club, name, method.upper(), filled(path, club.things | {blank: value}), who)
                    if heard(told) != heard(own):
                        found.append(f"{where}: {blank} changes what is refused: {told.status_code}")
    return found


def without_a_key(club: Club, other: Club) -> list[str]:
    """Nobody is told whether anything is there."""
    answers = {
        (name, heard(answered(club, name, method, path, None)))
        for things in (club.things, other.things)
        for name, path, method in addresses(things)
    }
    return [f"{name}: {told[:2]}" for name, told in answers if told[0] != 401 or '"no_key"' not in str(told[1])]


def _put(body: Any, field: Sequence[str], value: str) -> Any:
    """The body with a field made to say something; what is on the way is made where it is not there."""
    if isinstance(body, bytes):
        return body
    made = copy.deepcopy(body) if isinstance(body, dict) else {}
    place: Any = made
    for part, nxt in zip(field, [*field[1:], None], strict=True):
        if part == "[]":
            if not place or not isinstance(place[0], (dict, list)):
                place[:1] = [[] if nxt == "[]" else {}]
            if nxt is None:
                place[0] = value
            else:
                place = place[0]
        elif nxt is None:
            place[part] = value
        else:
            if not isinstance(place.get(part), (dict, list)):
                place[part] = [] if nxt == "[]" else {}
            place = place[part]
    return made


def _text_fields(operation: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Where a body may hold text, as the document tells: ("lines", "[]", "sku")."""
    content = operation.get("requestBody", {}).get("content", {})
    for sent in content.values():
        yield from _texts(sent["schema"], ())


def _texts(schema: dict[str, Any], place: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for option in schema.get("anyOf", []) + schema.get("oneOf", []) + schema.get("allOf", []):
        yield from _texts(option, place)
    if schema.get("type") == "string":
        yield place
    if len(place) < 8:
        for name, inner in schema.get("properties", {}).items():
            yield from _texts(inner, (*place, name))
        if "items" in schema:
            yield from _texts(schema["items"], (*place, "[]"))
