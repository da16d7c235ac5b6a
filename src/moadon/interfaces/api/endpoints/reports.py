"""The numbers by which a club is judged."""

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs.permissions import May
from moadon.insight import reports
from moadon.interfaces.api import answers
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.schemas import reports as shapes

router = Router(tags=["Reports"])


@router.get("reports/club-summary", response=shapes.ClubSummary, by_alias=True, operation_id="getClubSummary")
def club_summary(request: ApiRequest, wanted: Query[shapes.Span]) -> HttpResponse:
    """The club summary of a period. Ratios are of the totals, so the figures agree with each other."""
    return answers.told(reports.club_summary(_reader(request).club, wanted.from_, wanted.to))


@router.get("reports/value-segments", response=shapes.ValueSegments, by_alias=True, operation_id="getValueSegments")
def value_segments(request: ApiRequest, wanted: Query[shapes.SegmentsWanted]) -> HttpResponse:
    """The visiting members in equal groups by what they spent; group 1 is the lowest."""
    return answers.told(reports.value_segments(_reader(request).club, wanted.from_, wanted.to, wanted.groups))


@router.get("kpis", response=shapes.Kpis, by_alias=True, operation_id="getKpis")
def kpis(request: ApiRequest, wanted: Query[shapes.KpisWanted]) -> HttpResponse:
    """Every KPI of a period, beside the period before and the year before.

    A key of one branch is told that branch's own, without those that are of the whole club only.
    """
    caller = request.caller
    caller.must(May.READ_KPIS)
    own = caller.key.branch_code
    if own is None:
        return answers.told(reports.kpis(caller.club, wanted.from_, wanted.to, wanted.by))
    if wanted.by not in (None, "branch"):
        caller.must(May.READ_REPORTS)
    return answers.told(reports.branch_kpis(caller.club, wanted.from_, wanted.to, own, wanted.by))


@router.get("reports/balances", response=shapes.Balances, operation_id="getBalances")
def balances(request: ApiRequest, wanted: Query[shapes.BalancesWanted]) -> HttpResponse:
    """What members of the club, or of each branch, hold and on which levels they stand, now or at a past moment.

    Value is of the branch whose receipt gave it, members of the one that signed them up.
    """
    return answers.told(reports.balances(_reader(request).club, wanted.as_of, wanted.by))


def _reader(request: ApiRequest) -> Caller:
    caller = request.caller
    caller.must(May.READ_REPORTS)
    return caller
