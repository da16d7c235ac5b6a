"""Codes and their uses, for lists and for whoever looks one up."""

from datetime import datetime

from django.db.models import Q, QuerySet

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.coupons.models import Code, Pool, Use
from moadon.engine.coupons import CodeState, normal

_OPEN = ("free", "reserved", "issued")
_LAST = "\U0010ffff"


def codes_of(pool: Pool) -> QuerySet[Code]:
    """The codes of a pool, the newest first."""
    return Code.objects.filter(pool_id=pool.pk).select_related("pool").order_by("-id")


def searched(codes: QuerySet[Code], text: str) -> QuerySet[Code]:
    """Those that begin with `text`, however it is typed."""
    begin = normal(text)
    return codes.filter(code__gte=begin, code__lt=begin + _LAST) if begin else codes


def in_state(codes: QuerySet[Code], pool: Pool, state: str, now: datetime) -> QuerySet[Code]:
    """Those of a pool that stand in `state` at `now`, as `told_state` tells it."""
    over = pool.valid_until is not None and pool.valid_until <= now
    gone = Q(state__in=_OPEN, expires_at__isnull=False, expires_at__lte=now)
    if state == "withdrawn":
        return codes.exclude(state="used") if pool.withdrawn_at else codes.filter(state=state)
    if state == "used":
        return codes.filter(state=state)
    if pool.withdrawn_at is not None:
        return codes.none()
    if state == "expired":
        return codes.filter(state__in=(*_OPEN, "expired")) if over else codes.filter(Q(state="expired") | gone)
    return codes.none() if over else codes.filter(state=state).exclude(gone)


def code_by_text(club: ClubInfo, text: str) -> Code | None:
    """The code that this is, however it is typed; None for one that the club has not. One look into an index."""
    return Code.objects.filter(club_id=club.id, code=normal(text)).select_related("pool").first()


def codes_of_member(club: ClubInfo, member_id: int, now: datetime) -> QuerySet[Code]:
    """The codes that are one member's own and can still be used at `now`, the newest first."""
    mine = Code.objects.filter(club_id=club.id, member_id=member_id, state__in=_OPEN)
    live = mine.filter(pool__withdrawn_at__isnull=True).exclude(pool__valid_until__lte=now)
    return live.exclude(expires_at__lte=now).select_related("pool").order_by("-id")


def uses_of_pool(pool: Pool) -> QuerySet[Use]:
    """What the codes of a pool were used on, the newest first; what was given back too."""
    return Use.objects.filter(pool_id=pool.pk).select_related("code").order_by("-id")


def uses_of_code(code: Code) -> QuerySet[Use]:
    """What one code was used on, the newest first."""
    return Use.objects.filter(code_id=code.pk).order_by("-id")


def state_of(row: Code) -> CodeState:
    """A code with its pool as a plain value."""
    pool = row.pool
    return CodeState(
        row.pk, pool.pk, row.code, pool.opens, pool.kind, row.state, row.used, row.uses, row.member_id, row.aside,
        row.aside_until, row.issued_at, row.expires_at, pool.valid_from, pool.valid_until,
        pool.withdrawn_at is not None,
    )  # fmt: skip
