"""What is done with the codes of a pool: made, given out, set aside, withdrawn, put back."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.clubs.permissions import May
from moadon.apps.coupons import actions, queries
from moadon.apps.coupons.models import Pool
from moadon.engine.coupons import normal
from moadon.flows.coupons import issuing, pools
from moadon.interfaces.office.coupons.forms import CountForm, IssueForm, ReserveForm
from moadon.interfaces.office.coupons.pools import defer_making
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.calendars import day_end
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from moadon.ui.forms import LookForm
from moadon.ui.parts import Crumb, Crumbs, Text
from moadon.ui.reader import shapes


@page(May.MAKE_COUPONS)
def make(request: OfficeRequest, pool_id: str) -> HttpResponseBase:
    """More codes."""
    form = CountForm(request.POST or None)

    def work() -> str:
        count = form.cleaned_data["count"]
        row = pools.add_codes(club=request.club, pool_id=row_id("cpl", pool_id), count=count, actor=request.actor)
        defer_making(request.club, row)
        return _count(ngettext("{n} code is made.", "{n} codes are made.", count), count)

    return _asked(request, pool_id, form, (_("Make more codes"), _("Make the codes")), work)


@page(May.MAKE_COUPONS)
def issue(request: OfficeRequest, pool_id: str) -> HttpResponseBase:
    """A code for each of some members, or of a segment."""
    form = IssueForm(request.POST or None)

    def work() -> str:
        found = issuing.issue(
            club=request.club, pool_id=row_id("cpl", pool_id), named=form.named(),
            segment=form.cleaned_data["segment"] or None, at=datetime.now(UTC), actor=request.actor,
        )  # fmt: skip
        n = len(found)
        return _count(ngettext("{n} member got a code.", "{n} members got a code.", n), n)

    return _asked(request, pool_id, form, (_("Give codes to members"), _("Give the codes")), work)


@page(May.MAKE_COUPONS)
def reserve(request: OfficeRequest, pool_id: str) -> HttpResponseBase:
    """Codes set aside; with `release` in the form, all of them let go."""
    club, number = request.club, row_id("cpl", pool_id)
    if request.method == "POST" and "release" in request.POST:
        freed = actions.release_codes(club=club, pool_id=number, actor=request.actor)
        toast(request, _count(ngettext("{n} code is free again.", "{n} codes are free again.", freed), freed))
        return redirect(_back(request, pool_id))
    form = ReserveForm(request.POST or None)

    def work() -> str:
        typed = form.cleaned_data
        until = day_end(typed["until"], club.time_zone) if typed["until"] else None
        with club_transaction(club.id):
            aside = issuing.aside_of(
                club, channel=typed["channel"], partner=typed["partner"], member=typed["member"], until=until
            )
            codes = actions.reserve_codes(
                club=club, pool_id=number, count=typed["count"], aside=aside, actor=request.actor
            )
        n = len(codes)
        return _count(ngettext("{n} code is set aside.", "{n} codes are set aside.", n), n)

    return _asked(request, pool_id, form, (_("Set codes aside"), _("Set aside")), work, release=True)


@page(May.MAKE_COUPONS)
def withdraw(request: OfficeRequest, pool_id: str) -> HttpResponseBase:
    """One code at once, with a way back; all that can still be used after a question; the whole pool likewise."""
    club, number, now = request.club, row_id("cpl", pool_id), datetime.now(UTC)
    back = _back(request, pool_id)
    if request.method != "POST":
        with reading(request):
            pool = queries.pool(club, pool_id)
            counts = queries.counts_of([pool.pk])[pool.pk]
        left = sum(counts.states.get(state, 0) for state in ("free", "reserved", "issued"))
        return render_page(
            request, "office/coupons/withdraw.html",
            {"pool": pool, "left": left, "free": counts.states.get("free", 0), "back": back,
             "crumbs": _crumbs(request, pool)},
        )  # fmt: skip
    undo = reverse("coupon-put-back", args=[club.slug, pool_id])
    if request.POST.get("what") == "pool":
        actions.withdraw_pool(club=club, pool_id=number, actor=request.actor)
        toast(request, _("The pool is withdrawn. None of its codes works."), undo=undo)
        return redirect(back)
    code = request.POST.get("code")
    count = actions.withdraw_codes(
        club=club, pool_id=number, codes=[normal(code)] if code else None,
        state="free" if request.POST.get("what") == "free" else None, at=now, actor=request.actor,
    )  # fmt: skip
    said = _count(ngettext("{n} code is withdrawn.", "{n} codes are withdrawn.", count), count)
    toast(request, said, undo=f"{undo}?at={now.isoformat().replace('+', '%2B')}")
    return redirect(back)


@page(May.MAKE_COUPONS)
def put_back(request: OfficeRequest, pool_id: str) -> HttpResponseBase:
    """Codes that were withdrawn at a moment, one code, or the whole pool, work again."""
    if request.method != "POST":
        return redirect(_back(request, pool_id))
    club, number = request.club, row_id("cpl", pool_id)
    code, at = request.POST.get("code"), request.GET.get("at")
    if code or at:
        count = actions.put_codes_back(
            club=club, pool_id=number, codes=[normal(code)] if code else None, at=_moment(at), actor=request.actor
        )
        toast(request, _count(ngettext("{n} code works again.", "{n} codes work again.", count), count))
    else:
        actions.put_pool_back(club=club, pool_id=number, actor=request.actor)
        toast(request, _("The pool is back. Its codes work again."))
    return redirect(_back(request, pool_id))


def _asked(
    request: OfficeRequest,
    pool_id: str,
    form: LookForm,
    says: tuple[Text, Text],
    work: Callable[[], str],
    *,
    release: bool = False,
) -> HttpResponseBase:
    """A form of one pool: its page, or what `work` did, said on the pool's page."""
    title, save = says
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                toast(request, work())
                return redirect(_back(request, pool_id))
            except Refused as refused:
                if refused.status == 404:
                    raise
                refuse(form, refused)
    with reading(request):
        pool = queries.pool(request.club, pool_id)
        counts = queries.counts_of([pool.pk])[pool.pk]
    told = {
        "pool": pool, "form": form, "title": title, "save": save, "back": _back(request, pool_id),
        "crumbs": _crumbs(request, pool), "free": counts.states.get("free", 0), "stock": pool.kind != "personal",
        "release": release and bool(counts.states.get("reserved")),
    }  # fmt: skip
    return render_page(request, "office/coupons/form.html", told, status=status)


def _crumbs(request: OfficeRequest, pool: Pool) -> Crumbs:
    slug = request.club.slug
    return Crumbs([Crumb(_("Coupons"), reverse("coupons", args=[slug])), Crumb(pool.name)])


def _back(request: OfficeRequest, pool_id: str) -> str:
    return reverse("coupon-pool", args=[request.club.slug, pool_id])


def _count(text: str, n: int) -> str:
    return text.format(n=shapes().number(n))


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Refused("not_a_time", field="at") from None
