"""The codes of a pool: listed, looked up, brought in, given out, set aside, withdrawn."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs.permissions import May
from moadon.apps.coupons import actions, queries
from moadon.engine.coupons import normal
from moadon.flows.coupons import issuing, looking, pools
from moadon.interfaces.api import answers, guessing
from moadon.interfaces.api.callers import ApiRequest
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.endpoints.coupons import made, maker
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.schemas import coupons as shapes
from moadon.interfaces.api.schemas.values import read
from moadon.interfaces.api.shown_coupons import codes_told, issued_told
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from moadon.ui.words import tell_refusal

router = Router(tags=["Coupons"])
MOST_TOLD = 1000


@router.get("coupons/{pool_id}/codes", response=shapes.Codes, operation_id="listCouponCodes")
def list_codes(request: ApiRequest, pool_id: str, wanted: Query[shapes.CodesWanted]) -> HttpResponse:
    """The codes of a pool, newest first."""
    caller, now = maker(request), datetime.now(UTC)
    with club_transaction(caller.club.id):
        pool = queries.pool(caller.club, pool_id)
        rows = queries.codes_of(pool)
        rows = queries.in_state(rows, pool, wanted.state, now) if wanted.state else rows
        rows = queries.searched(rows, wanted.q) if wanted.q else rows
        return answers.told(page(rows, ("-id",), wanted, partial(codes_told, caller, now)))


@router.post(
    "coupons/{pool_id}/codes",
    response={201: shapes.Pool},
    operation_id="makeCouponCodes",
    openapi_extra=sends(shapes.MoreCodes, {"count": 500}),
)
def make_codes(request: ApiRequest, pool_id: str) -> HttpResponse:
    """Make more codes of a pool."""
    caller = maker(request)
    body = read(shapes.MoreCodes, request.sent)
    row = row_id("cpl", pool_id)
    return made(caller, pools.add_codes(club=caller.club, pool_id=row, count=body.count, actor=caller.actor))


@router.post(
    "coupon-look-ups",
    response=shapes.LookedUp,
    operation_id="lookUpCoupon",
    openapi_extra=sends(shapes.CodeWanted, {"code": "ABCD-EFGH-JKLMNP"}),
)
def look_up(request: ApiRequest) -> HttpResponse:
    """Whether a code that somebody shows works, and what it gives. It is sent in a body, as addresses are written into
    logs. Who asks for too many that are none has to wait.
    """
    caller, now = request.caller, datetime.now(UTC)
    caller.must(May.LOOK_UP_COUPONS)
    body = read(shapes.CodeWanted, request.sent)
    with guessing.counted(caller), club_transaction(caller.club.id):
        found = looking.look_up(caller.club, body.code, now, caller.shapes)
        return answers.told({**codes_told(caller, now, [found.row])[0], "words": found.words})


@router.post(
    "coupons/{pool_id}/import",
    response=shapes.Taken,
    operation_id="importCouponCodes",
    openapi_extra=sends(shapes.GivenCodes, {"codes": ["PARTNER-0001", {"code": "PARTNER-0002"}]}),
)
def import_codes(request: ApiRequest, pool_id: str) -> HttpResponse:
    """Bring in codes that were made elsewhere. One that cannot be taken does not keep the others out."""
    caller = maker(request)
    row = row_id("cpl", pool_id)
    given = [
        shapes.GivenCode(code=one) if isinstance(one, str) else one
        for one in read(shapes.GivenCodes, request.sent).codes
    ]
    with club_transaction(caller.club.id):
        outcomes = issuing.bring_in(caller.club, row, [(one.code, one.member, one.valid_until) for one in given])
    rejected = [
        {"position": i, "code": given[i].code, "reason": one.code, "detail": tell_refusal(one, caller.shapes)}
        for i, one in enumerate(outcomes)
        if isinstance(one, Refused)
    ]
    return answers.told({"taken": outcomes.count(True), "known": outcomes.count(False), "rejected": rejected})


@router.post(
    "coupons/{pool_id}/issue",
    response={201: shapes.IssuedCodes},
    operation_id="issueCoupons",
    openapi_extra=sends(shapes.IssueTo, {"members": ["050-234-5678"]}),
)
def issue(request: ApiRequest, pool_id: str) -> HttpResponse:
    """Give members a code of their own, which works for them alone: all of them, or on a refusal none."""
    caller = maker(request)
    row = row_id("cpl", pool_id)
    body = read(shapes.IssueTo, request.sent)
    found = issuing.issue(
        club=caller.club, pool_id=row, named=body.members, segment=body.segment, at=datetime.now(UTC),
        actor=caller.actor,
    )  # fmt: skip
    with club_transaction(caller.club.id):
        pool = queries.pool(caller.club, pool_id)
    return answers.told(
        {"count": len(found), "items": [issued_told(caller, one, pool) for one in found[:MOST_TOLD]]}, 201
    )


@router.post(
    "coupons/{pool_id}/reserve",
    response=shapes.SetAsideCodes,
    operation_id="reserveCoupons",
    openapi_extra=sends(shapes.SetAside, {"count": 100, "channel": "web", "until": "2027-01-01T00:00:00+02:00"}),
)
def reserve(request: ApiRequest, pool_id: str) -> HttpResponse:
    """Set free codes aside for a channel, a partner or a member, until a day."""
    caller = maker(request)
    row = row_id("cpl", pool_id)
    body = read(shapes.SetAside, request.sent)
    with club_transaction(caller.club.id):
        aside = issuing.aside_of(
            caller.club, channel=body.channel, partner=body.partner, member=body.member, until=body.until
        )
        codes = actions.reserve_codes(club=caller.club, pool_id=row, count=body.count, aside=aside, actor=caller.actor)
    return answers.told({"count": len(codes), "codes": codes})


@router.post(
    "coupons/{pool_id}/release",
    response=shapes.Counted,
    operation_id="releaseCoupons",
    openapi_extra=sends(shapes.LetGo, {"aside": "channel:web"}, needed=False),
)
def release(request: ApiRequest, pool_id: str) -> HttpResponse:
    """Let codes go that were set aside; they are free again."""
    caller = maker(request)
    row = row_id("cpl", pool_id)
    body = read(shapes.LetGo, request.sent)
    count = actions.release_codes(
        club=caller.club, pool_id=row, aside=body.aside, codes=_normal(body.codes), actor=caller.actor
    )
    return _counted(count, datetime.now(UTC))


@router.post(
    "coupons/{pool_id}/withdraw",
    response=shapes.Counted,
    operation_id="withdrawCoupons",
    openapi_extra=sends(shapes.Withdraw, {"codes": ["ABCD-EFGH-JKLMNP"]}, needed=False),
)
def withdraw(request: ApiRequest, pool_id: str) -> HttpResponse:
    """Let codes work no more. Used ones stay used. The moment that is told undoes it."""
    caller, now = maker(request), datetime.now(UTC)
    body = read(shapes.Withdraw, request.sent)
    count = actions.withdraw_codes(
        club=caller.club, pool_id=row_id("cpl", pool_id), codes=_normal(body.codes), state=body.state, at=now,
        actor=caller.actor,
    )  # fmt: skip
    return _counted(count, now)


@router.post(
    "coupons/{pool_id}/restore",
    response=shapes.Counted,
    operation_id="restoreCoupons",
    openapi_extra=sends(shapes.PutBack, {"codes": ["ABCD-EFGH-JKLMNP"]}),
)
def restore(request: ApiRequest, pool_id: str) -> HttpResponse:
    """Let withdrawn codes work again."""
    caller = maker(request)
    body = read(shapes.PutBack, request.sent)
    count = actions.put_codes_back(
        club=caller.club, pool_id=row_id("cpl", pool_id), codes=_normal(body.codes), at=body.at, actor=caller.actor
    )
    return _counted(count, datetime.now(UTC))


def _normal(codes: Sequence[str] | None) -> list[str] | None:
    return None if codes is None else sorted({normal(code) for code in codes})


def _counted(count: int, at: datetime) -> HttpResponse:
    return answers.told({"count": count, "at": at.isoformat()})
