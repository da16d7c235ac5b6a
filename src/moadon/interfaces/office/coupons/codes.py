"""One pool with its codes, one code with its uses."""

from collections.abc import Callable
from decimal import Decimal

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.clubs.permissions import May
from moadon.apps.coupons import queries
from moadon.apps.coupons.models import Code, Pool
from moadon.apps.receipts import queries as receipts
from moadon.engine.coupons import grouped
from moadon.flows.coupons.links import link_of
from moadon.flows.coupons.looking import told_codes
from moadon.interfaces.office.coupons.printing import qr
from moadon.interfaces.office.coupons.words import KINDS, STATES, aside_words, pool_chip, state_chip
from moadon.interfaces.office.parts.access import OfficeRequest, may, page
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Choice
from moadon.interfaces.office.parts.lists import ListSpec, Search, list_page
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.figures import Figure, Ruler, share_of
from moadon.ui.parts import Action, Crumb, Crumbs, Empty, Pair, Pairs
from moadon.ui.reader import shapes


@page(May.READ_COUPONS)
def pool_page(request: OfficeRequest, pool_id: str) -> HttpResponseBase:
    """A pool: its figures, and for who makes coupons its codes."""
    pool = queries.pool(request.club, pool_id)
    makes = may(request, May.MAKE_COUPONS)
    slug = request.club.slug
    told = {
        "pool": pool,
        "chip": pool_chip(pool),
        "kind": KINDS[pool.kind],
        "figures": _figures(pool),
        "ruler": _ruler(pool),
        "address": pool_id,
        "makes": makes,
        "crumbs": Crumbs([Crumb(_("Coupons"), reverse("coupons", args=[slug])), Crumb(pool.name)]),
        "sheet": reverse("coupon-sheet", args=[slug, pool_id]),
        "stock": pool.kind in ("bulk", "reserved"),
    }
    if not makes:
        return render_page(request, "office/coupons/figures.html", told)
    spec = ListSpec(
        name="codes",
        title=pool.name,
        noun=lambda n: ngettext("{n} code", "{n} codes", n),
        columns=_columns(slug),
        sort="-made",
        filters=(Choice("state", _("State"), _("State is {value}"), list(STATES.items()), chosen=_in_state(pool)),),
        search=Search(_("Code, or how it begins"), queries.searched),
        empty=Empty(_("No codes yet"), _empty_words(pool)),
        actions=_actions(pool, slug, pool_id),
    )
    return list_page(request, spec, queries.codes_of(pool), template="office/coupons/pool.html", context=told)


@page(May.READ_COUPONS)
def making(request: OfficeRequest, pool_id: str) -> HttpResponseBase:
    """How far the codes of a pool are made: what its page asks for while they are."""
    pool = queries.pool(request.club, pool_id)
    told = {"pool": pool, "address": pool_id, "ruler": _ruler(pool), "made": True}
    return render_page(request, "office/coupons/making.html", told)


def _ruler(pool: Pool) -> Ruler | None:
    """How many of a pool's codes are made; None when all are, or when no more will be."""
    if not pool.to_make or pool.withdrawn_at is not None:
        return None
    made = sum(queries.counts_of([pool.pk])[pool.pk].states.values())
    fill = share_of(made, made + pool.to_make)
    return Ruler(fill, str(marks.percent(str(Decimal(fill) / 100))))


def _figures(pool: Pool) -> list[Figure]:
    counts = queries.counts_of([pool.pk])[pool.pk]
    writes = shapes()
    states = [Figure(STATES[state], writes.number(counts.states.get(state, 0))) for state in STATES]
    used = Figure(_("times used"), writes.number(counts.uses))
    return [*states, used, Figure(_("taken off receipts"), marks.money(counts.gave))]


def _columns(slug: str) -> list[Column]:
    return [
        Column(
            "code", _("Code"), "code", lambda row: grouped(row.code),
            href=lambda row: reverse("coupon-code", args=[slug, public_id("cpn", row.pk)]), sort="code",
        ),
        Column("state", _("State"), "state", state_chip),
        Column("used", _("Used"), "number"),
        Column(
            "member", _("Member"), "code",
            lambda row: None if row.member_id is None else public_id("mbr", row.member_id), quiet=True,
        ),
        Column("aside", _("Set aside for"), "name", aside_words, quiet=True, shown=False),
        Column("issued_at", _("Given out"), "moment", quiet=True),
        Column("until", _("Until"), "moment", lambda row: queries.state_of(row).until, quiet=True),
        Column("made", _("Made"), "number", lambda row: row.pk, sort="id", shown=False),
    ]  # fmt: skip


def _in_state(pool: Pool) -> Callable[[QuerySet[Code], str], QuerySet[Code]]:
    def chosen(rows: QuerySet[Code], value: str) -> QuerySet[Code]:
        return queries.in_state(rows, pool, value, timezone.now())

    return chosen


def _empty_words(pool: Pool) -> str:
    if pool.to_make:
        return _("They are being made.")
    if pool.kind == "personal":
        return _("A code is made when it is given to a member.")
    return _("Make some, or bring in a file of codes that were made elsewhere.")


def _actions(pool: Pool, slug: str, address: str) -> tuple[Action, ...]:
    def to(route: str) -> str:
        return reverse(route, args=[slug, address])

    if pool.withdrawn_at is not None:
        return (Action(_("Put the pool back"), to("coupon-put-back"), post=True, primary=True),)
    stock = pool.kind in ("bulk", "reserved")
    found = [Action(_("Change"), to("coupon-edit")), Action(_("Uses"), to("coupon-uses"))]
    found.append(Action(_("Withdraw"), to("coupon-withdraw")))
    if pool.kind != "personal":
        found += [Action(_("Set aside"), to("coupon-reserve")), Action(_("Print"), to("coupon-sheet"))]
    if stock:
        found.append(Action(_("Make more"), to("coupon-make")))
    if pool.kind == "imported":
        found.append(Action(_("Bring in"), to("coupon-import")))
    return (*found, Action(_("Give out"), to("coupon-issue"), primary=True))


@page(May.MAKE_COUPONS)
def use_list(request: OfficeRequest, pool_id: str) -> HttpResponseBase:
    """What the codes of a pool were used on, and what each use gave."""
    pool, slug = queries.pool(request.club, pool_id), request.club.slug
    spec = ListSpec(
        name="uses",
        title=_("Uses of {name}").format(name=pool.name),
        noun=lambda n: ngettext("{n} use", "{n} uses", n),
        columns=[
            Column("at", _("When"), "moment", sort="id"),
            Column(
                "code", _("Code"), "code", lambda row: grouped(row.code.code),
                href=lambda row: reverse("coupon-code", args=[slug, public_id("cpn", row.code_id)]),
            ),
            Column(
                "receipt", _("Receipt"), "code", lambda row: public_id("rcp", row.receipt_id),
                href=lambda row: reverse("receipt", args=[slug, public_id("rcp", row.receipt_id)]),
            ),
            Column("gave", _("Gave"), "money"),
            Column("ended_at", _("Given back"), "moment", quiet=True),
        ],
        sort="-at",
        empty=Empty(_("Not used yet"), _("Each receipt that uses a code of the pool up stands here.")),
    )  # fmt: skip
    return list_page(request, spec, queries.uses_of_pool(pool))


@page(May.MAKE_COUPONS)
def code_page(request: OfficeRequest, code_id: str) -> HttpResponseBase:
    """One code: what it gives, its state, its uses, and its page for the phone."""
    club, slug = request.club, request.club.slug
    row = Code.objects.filter(club_id=club.id, id=row_id("cpn", code_id)).select_related("pool").first()
    if row is None:
        raise Refused("unknown_id", status=404)
    (told,) = told_codes(club, [row], timezone.now(), shapes())
    uses = list(queries.uses_of_code(row)[:50])
    numbers = {r.pk: r.number for r in receipts.receipts().filter(id__in=[use.receipt_id for use in uses])}
    pool = public_id("cpl", row.pool_id)
    link = request.build_absolute_uri(reverse("coupon-page", args=[link_of(club.id, row.pk)]))
    above = reverse("coupon-pool", args=[slug, pool])
    crumbs = Crumbs([Crumb(_("Coupons"), reverse("coupons", args=[slug])), Crumb(row.pool.name, above)])
    context = {
        "row": row, "text": grouped(row.code), "chip": state_chip(row), "told": told, "crumbs": crumbs, "link": link,
        "facts": _facts(row), "qr": qr(row.code), "address": pool,
        "uses": [(use, numbers.get(use.receipt_id, ""), public_id("rcp", use.receipt_id)) for use in uses],
        "open": row.state in ("free", "reserved", "issued", "expired") and row.pool.withdrawn_at is None,
    }  # fmt: skip
    return render_page(request, "office/coupons/code.html", context)


def _facts(row: Code) -> Pairs:
    writes = shapes()
    until = queries.state_of(row).until
    found = [Pair(_("Used"), _("{used} of {uses}").format(used=writes.number(row.used), uses=writes.number(row.uses)))]
    if row.aside:
        found.append(Pair(_("Set aside for"), aside_words(row)))
    if row.issued_at is not None:
        found.append(Pair(_("Given out"), writes.moment(row.issued_at)))
    if until is not None:
        found.append(Pair(_("Works until"), writes.moment(until)))
    return Pairs(found)
