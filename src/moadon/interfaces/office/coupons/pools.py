"""The pools: the list with their figures, making one, changing one."""

from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django import app

from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.coupons import queries
from moadon.apps.coupons.models import Pool
from moadon.apps.programmes import queries as programmes
from moadon.flows.coupons import pools
from moadon.interfaces.office.coupons.forms import PoolForm, values_of
from moadon.interfaces.office.coupons.words import KINDS, pool_address, pool_chip
from moadon.interfaces.office.parts.access import OfficeRequest, may, page, reading
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Choice
from moadon.interfaces.office.parts.lists import ListSpec, Search, list_page
from moadon.interfaces.office.shop.frame import FormPage, edition_of, save_form, show_form
from moadon.kernel.ids import row_id
from moadon.ui.parts import Action, Empty


@page(May.READ_COUPONS)
def pool_list(request: OfficeRequest) -> HttpResponseBase:
    """Every pool, withdrawn ones too, with how many of its codes stand where and what they gave."""
    club, slug = request.club, request.club.slug
    makes = may(request, May.MAKE_COUPONS)
    add_one = Action(_("Make a pool"), reverse("coupon-add", args=[slug]), primary=True)
    looks = Action(_("Check a code"), reverse("coupon-look-up", args=[slug]))
    spec = ListSpec(
        name="coupons",
        title=_("Coupons"),
        noun=lambda n: ngettext("{n} pool", "{n} pools", n),
        columns=_columns(slug, makes=makes),
        sort="-made",
        filters=(
            Choice("kind", _("Kind"), _("Codes are {value}"), [(kind, str(words)) for kind, words in KINDS.items()]),
            Choice(
                "gone", _("State"), _("State is {value}"), [("0", _("in use")), ("1", _("withdrawn"))], chosen=_gone
            ),
        ),
        search=Search(_("Name"), lambda rows, text: rows.filter(name__icontains=text)),
        empty=Empty(
            _("No codes yet"),
            _("A pool makes unique codes that open a coupon of a programme, each as often as you say."),
            add_one if makes else None,
        ),
        actions=(*((looks,) if may(request, May.LOOK_UP_COUPONS) else ()), *((add_one,) if makes else ())),
    )
    return list_page(request, spec, queries.with_counts(queries.pools(club)))


def _columns(slug: str, *, makes: bool) -> list[Column]:
    columns = [
        Column("name", _("Name"), "name", href=lambda row: reverse("coupon-pool", args=[slug, pool_address(row)])),
        Column("kind", _("Codes are"), "name", lambda row: str(KINDS[row.kind]), quiet=True),
        Column("state", _("State"), "state", pool_chip),
        Column("n_free", _("Free"), "number"),
        Column("n_out", _("Given out"), "number"),
        Column("n_used", _("Used"), "number"),
        Column("n_uses", _("Times used"), "number", shown=False),
        Column("n_gave", _("Gave"), "money"),
        Column("valid_until", _("Until"), "moment", quiet=True, shown=False),
        Column("made", _("Made"), "moment", lambda row: row.created_at, sort="id", quiet=True),
    ]
    if makes:
        columns.insert(1, Column("word", _("Coupon"), "code", quiet=True))
    return columns


def _gone(rows: QuerySet[Pool], value: str) -> QuerySet[Pool]:
    return rows.filter(withdrawn_at__isnull=value == "0")


@page(May.MAKE_COUPONS)
def add(request: OfficeRequest) -> HttpResponseBase:
    """Make a pool; of many codes the worker makes the rest."""
    with reading(request):
        words = _words(request.club)
    start = {"kind": "bulk", "length": 13, "uses": 1, "count": 100, "alphabet": "letters"}
    form = PoolForm(request.club, words, request.POST or None, initial=start)
    help_ = "" if words else _("No programme has a coupon yet: give a promotion the condition 'with a coupon' first.")
    told = FormPage(_("Make a pool"), "coupons", _("Coupons"), _("Make the codes"), help=help_)
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)

    def work() -> object:
        row = pools.open_pool(club=request.club, new=form.new_pool(), actor=request.actor)
        defer_making(request.club, row)
        return row

    return save_form(request, told, form, work, _("The pool is there."))


@page(May.MAKE_COUPONS)
def edit(request: OfficeRequest, pool_id: str) -> HttpResponseBase:
    """Change a pool's name, when its codes work, and whether one is printed with receipts."""
    with reading(request):
        row = queries.pool(request.club, pool_id)
    club = request.club
    form = PoolForm(club, [], request.POST or None, initial=values_of(row, club.time_zone), made=True)
    told = FormPage(row.name, "coupons", _("Coupons"), _("Save"), edition=row.edition)
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)

    def work() -> object:
        changes: Any = form.changes()
        return pools.change_pool(
            club=club, pool_id=row_id("cpl", pool_id), changes=changes, edition=edition_of(request),
            actor=request.actor,
        )  # fmt: skip

    return save_form(request, told, form, work, _("Saved."))


def defer_making(club: ClubInfo, row: Pool) -> None:
    """Let the worker make what is still to be made."""
    if row.to_make:
        app.configure_task("coupons").defer(club_id=club.id, pool_id=row.pk)


def _words(club: ClubInfo) -> list[str]:
    """Every coupon that a programme of the club takes, as it is written there."""
    shelf = programmes.shelf(club)
    found: dict[str, str] = {}
    for version in shelf.versions:
        if version.withdrawn:
            continue
        document = shelf.named(version.programme, version.number, shelf.clock).programme.document
        for part in (*document.earn, *document.promotions):
            for word in (part.when.coupon if part.when is not None else None) or ():
                found.setdefault(word.casefold(), word)
    return sorted(found.values())
