"""Reads of the club and its shop.

Clubs themselves, keys and roles are found from anywhere; branches, employees and tills inside a transaction
of their club.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import fields
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from moadon.apps.clubs.models import ApiKey, Branch, Club, Employee, Membership, Till, User
from moadon.apps.clubs.recent import Recent
from moadon.apps.clubs.types import (
    BranchInfo,
    ClubInfo,
    ClubSettings,
    EmployeeInfo,
    Expectation,
    KeyInfo,
    Role,
    RoleInClub,
    Scope,
    Shop,
    ShopCodes,
    TillCode,
)
from moadon.kernel.refusals import Refused
from moadon.store import Question, array, ask, club_transaction, directory_transaction, run

_clubs: Recent[int | str, ClubInfo] = Recent()
_keys: Recent[bytes, KeyInfo] = Recent(4096)
_good: set[bytes] = set()
"""Digests of keys that were good when they were looked up last, however long ago that is."""
_MOST_GOOD = 4096
USED_EXACTLY = timedelta(minutes=15)
"""How exactly it is known when a key was last used: a look-up a quarter of an hour notes it."""

_SHOP = """
    select 'branch', b.code, b.id, b.name, b.time_zone, b.active, null::bigint, null::text, false
    from clubs_branch b where b.code = any(%s::text[])
    union all
    select 'employee', e.code, e.id, e.name, null, e.active, e.branch_id, null, e.stopped_at is not null
    from clubs_employee e where e.code = any(%s::text[])
    union all
    select 'till', t.code, t.id, '', null, t.active, t.branch_id, b.code, t.stopped_at is not null
    from unnest(%s::text[], %s::text[]) as wanted(branch, code)
    join clubs_branch b on b.code = wanted.branch
    join clubs_till t on t.branch_id = b.id and t.code = wanted.code
    union all
    select 'till', t.code, t.id, '', null, t.active, null, null, t.stopped_at is not null
    from clubs_till t where t.branch_id is null and t.code = any(%s::text[])
"""
_CODES = """
    select 'branch', id, code from clubs_branch where id = any(%s::bigint[])
    union all select 'employee', id, code from clubs_employee where id = any(%s::bigint[])
    union all select 'till', id, code from clubs_till where id = any(%s::bigint[])
"""


def clubs() -> QuerySet[Club]:
    """All clubs that have not ended, by slug."""
    return Club.objects.filter(ended_at__isnull=True).order_by("slug")


def club_by_slug(slug: str) -> ClubInfo:
    """The club known as `slug`, at most a few seconds old. Raises `Refused("unknown_club", status=404)`."""
    return _clubs.get(slug) or _load(slug, slug=slug)


def club_by_id(club_id: int) -> ClubInfo:
    """The club with row number `club_id`, at most a few seconds old. Raises `Refused("unknown_club", status=404)`."""
    return _clubs.get(club_id) or _load(club_id, id=club_id)


class KnownKey(NamedTuple):
    """A key and its club as they are remembered. `grows_old`: it is the caller's turn to `know_again`."""

    key: KeyInfo
    club: ClubInfo
    grows_old: bool


def known_key(secret: str) -> KnownKey | None:
    """The key behind `secret` and its club as far as both are remembered: asks no database."""
    digest = digest_of(secret)
    key = _keys.get(digest)
    club = _clubs.get(key.club_id) if key is not None else None
    return KnownKey(key, club, _keys.grows_old(digest)) if key is not None and club is not None else None


def was_known(secret: str) -> bool:
    """Whether the key was good when this process looked it up last: asks no database."""
    return digest_of(secret) in _good


def know_again(secret: str) -> None:
    """Look a key and its club up before what is remembered of them is too old: nobody waits for it then.

    Opens transactions of its own: call it outside of any.
    """
    key = _look_up(digest_of(secret))
    if key is not None:
        _load(key.club_id, id=key.club_id)


def _load(key: int | str, **which: Any) -> ClubInfo:
    club = clubs().filter(**which).first()
    if club is None:
        raise Refused("unknown_club", field="club", status=404, given=str(key)[:40])
    info = info_of(club)
    _clubs.keep(key, info)
    return info


def info_of(club: Club) -> ClubInfo:
    """The row as a plain value; settings that this version does not know are left aside."""
    known = {f.name for f in fields(ClubSettings)}
    kept: dict[str, Any] = {name: value for name, value in club.settings.items() if name in known}
    kept["second_factor"] = tuple(kept.get("second_factor", ()))
    for name in ("proof_kinds", "auditors"):
        if name in kept:
            kept[name] = tuple(kept[name])
    kept["expected_redemption"] = tuple(Expectation(*row) for row in kept.get("expected_redemption", ()))
    settings = ClubSettings(**kept)
    return ClubInfo(
        club.pk, club.slug, club.name, club.currency, club.time_zone,
        "jalali" if club.calendar == "jalali" else "gregorian", club.week_start, tuple(club.languages),
        club.region, club.brand_colour, settings,
    )  # fmt: skip


def digest_of(secret: str) -> bytes:
    """What is kept of a key. The secret holds 256 random bits, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def key_by_secret(secret: str) -> KeyInfo | None:
    """The key behind `secret`, at most 5 seconds old; None when there is none, it was revoked or its club ended.

    Opens transactions of its own: call it outside of any.
    """
    digest = digest_of(secret)
    return _keys.get(digest) or _look_up(digest)


def _look_up(digest: bytes) -> KeyInfo | None:
    with directory_transaction():
        known = Q(digest=digest) | Q(old_digest=digest, old_until__gt=Now())
        row = ApiKey.objects.filter(known, revoked_at__isnull=True).first()
    if row is None or not clubs().filter(id=row.club_id).exists():
        _good.discard(digest)
        return None
    code, idle = None, row.used_at is None or timezone.now() - row.used_at > USED_EXACTLY
    if row.branch_id is not None or idle:
        with club_transaction(row.club_id):
            if row.branch_id is not None:
                code = Branch.objects.values_list("code", flat=True).get(id=row.branch_id)
            if idle:
                ApiKey.objects.filter(id=row.pk).update(used_at=Now())
    info = KeyInfo(row.pk, row.club_id, Scope(row.scope), row.branch_id, row.name, code)
    _keys.keep(digest, info)
    if len(_good) >= _MOST_GOOD:
        _good.clear()
    _good.add(digest)
    return info


def forget_recent() -> None:
    """Look clubs and keys up afresh from now on, in this process."""
    _clubs.forget()
    _keys.forget()


def roles_of_user(user_id: int) -> list[RoleInClub]:
    """In which clubs a person works, and as what. Opens a transaction of its own: call it outside of any."""
    with directory_transaction():
        rows = list(Membership.objects.filter(user_id=user_id).order_by("club_id"))
    return [RoleInClub(row.club_id, row.user_id, Role(row.role), row.branch_id) for row in rows]


def people(club: ClubInfo) -> QuerySet[Membership]:
    """Who works in the club, with their users."""
    return Membership.objects.filter(club_id=club.id).select_related("user", "branch").order_by("user__username")


def user_by_name(username: str) -> User | None:
    """The person who signs in as `username`, if there is one."""
    return User.objects.filter(username=username).first()


def branches(club: ClubInfo) -> QuerySet[Branch]:
    """The club's branches by code, closed ones too."""
    return Branch.objects.filter(club_id=club.id).order_by("code")


def employees(club: ClubInfo) -> QuerySet[Employee]:
    """Who serves in the club, by code, those who left too."""
    return Employee.objects.filter(club_id=club.id).select_related("branch").order_by("code")


def tills(club: ClubInfo) -> QuerySet[Till]:
    """The club's tills, by branch and code."""
    return Till.objects.filter(club_id=club.id).select_related("branch").order_by("branch__code", "code")


def keys(club: ClubInfo) -> QuerySet[ApiKey]:
    """The club's keys, newest first, revoked ones too."""
    return ApiKey.objects.filter(club_id=club.id).select_related("branch").order_by("-id")


def shop_by_codes(branches: Iterable[str], tills: Iterable[TillCode], employees: Iterable[str]) -> Shop:
    """What these codes stand for in the club whose transaction is open. One statement, whatever their number."""
    return ask(asking_shop(branches, tills, employees))


def asking_shop(branches: Iterable[str], tills: Iterable[TillCode], employees: Iterable[str]) -> Question[Shop]:
    """`shop_by_codes` as a question, to be sent with others."""
    wanted = set(tills)
    placed = sorted((branch, code) for branch, code in wanted if branch is not None)
    loose = sorted(code for branch, code in wanted if branch is None)
    given = (sorted(set(branches)), sorted(set(employees)), [b for b, _ in placed], [c for _, c in placed], loose)
    return Question(_SHOP, [array("text", codes) for codes in given], _sorted_out)


def branch_codes(ids: Iterable[int]) -> dict[int, str]:
    """The codes of these branches, in one statement."""
    return dict(run("select id, code from clubs_branch where id = any(%s::bigint[])", (sorted(set(ids)),)))


def branch_names(codes: Iterable[str]) -> dict[str, str]:
    """What known branches are called, in one statement."""
    return dict(run("select code, name from clubs_branch where code = any(%s::text[])", (sorted(set(codes)),)))


def _sorted_out(rows: list[tuple[Any, ...]]) -> Shop:
    found_branches: dict[str, BranchInfo] = {}
    found_employees: dict[str, EmployeeInfo] = {}
    found_tills: dict[TillCode, int] = {}
    stopped_tills: set[TillCode] = set()
    for kind, code, id_, name, zone, active, branch_id, branch_code, stopped in rows:
        if kind == "branch":
            found_branches[code] = BranchInfo(id_, code, name, zone, active)
        elif kind == "employee":
            found_employees[code] = EmployeeInfo(id_, code, name, branch_id, active, stopped)
        else:
            found_tills[(branch_code, code)] = id_
            if stopped:
                stopped_tills.add((branch_code, code))
    return Shop(found_branches, found_employees, found_tills, frozenset(stopped_tills))


def codes_by_id(
    branches: Iterable[int | None] = (), employees: Iterable[int | None] = (), tills: Iterable[int | None] = ()
) -> ShopCodes:
    """The codes behind row numbers of the club whose transaction is open. One statement, whatever their number."""
    wanted = [sorted({row for row in rows if row is not None}) for rows in (branches, employees, tills)]
    found: dict[str, dict[int, str]] = {"branch": {}, "employee": {}, "till": {}}
    for kind, row, code in run(_CODES, wanted):
        found[kind][row] = code
    return ShopCodes(found["branch"], found["employee"], found["till"])
