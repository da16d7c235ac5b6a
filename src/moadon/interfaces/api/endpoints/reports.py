"""The numbers by which a club is judged."""

from datetime import UTC, datetime

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs.permissions import May
from moadon.insight import reports
from moadon.insight.reports.liability import days, year_to
from moadon.interfaces.api import answers
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.schemas import reports as shapes
from moadon.kernel.refusals import Refused
from moadon.ui.words import tell

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


@router.get("reports/liability", response=shapes.Liability, by_alias=True, operation_id="getLiability")
def liability(request: ApiRequest, wanted: Query[shapes.LiabilityWanted]) -> HttpResponse:
    """What points and credit put off and make revenue by IFRS 15, what is owed at the end, and the journals.

    Of the days `from` to `to`; or of a moment, `at`, since the club's year began; without either, of now.
    """
    caller = _reader(request)
    ends = {"known": wanted.known, "closed": wanted.closed}
    if wanted.from_ is not None and wanted.to is not None and wanted.at is None:
        stretch = days(caller.club, wanted.from_, wanted.to, **ends)
    elif wanted.from_ is None and wanted.to is None:
        stretch = year_to(caller.club, wanted.at or datetime.now(UTC), **ends)
    else:
        raise Refused("days_or_moment", field="from")
    return answers.told(reports.liability(caller.club, stretch, lambda message: tell(message, caller.shapes)))


def _reader(request: ApiRequest) -> Caller:
    caller = request.caller
    caller.must(May.READ_REPORTS)
    return caller
