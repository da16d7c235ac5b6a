"""The lists of gift cards and of their series."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.cards import queries
from moadon.apps.cards.models import Card, Series
from moadon.apps.clubs.permissions import May
from moadon.interfaces.office.cards.words import STATES, called, state_chip
from moadon.interfaces.office.parts.access import OfficeRequest, may, page
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Choice, Days
from moadon.interfaces.office.parts.lists import ListSpec, Search, list_page
from moadon.interfaces.office.shop.frame import of_own_branch
from moadon.kernel.ids import public_id
from moadon.ui.parts import Action, Chip, Empty, Tab, Tabs


def tabs(request: OfficeRequest, current: str) -> Mapping[str, object]:
    """The two views of gift cards, for a list's page."""
    routes = [("cards", _("Gift cards")), ("card-series-list", _("Series"))]
    shown = [Tab(label, reverse(route, args=[request.club.slug]), route == current) for route, label in routes]
    return {"tabs": Tabs(shown, _("Gift cards"), first=True)}


@page(May.READ_CARDS)
def card_list(request: OfficeRequest) -> HttpResponseBase:
    """Every gift card; people of one branch see those sold there."""
    slug = request.club.slug
    actions = _doing(request)
    spec = ListSpec(
        name="cards",
        title=_("Gift cards"),
        noun=lambda n: ngettext("{n} gift card", "{n} gift cards", n),
        columns=_columns(request),
        sort="-made",
        filters=(
            Choice("state", _("State"), _("State is {value}"), list(STATES.items())),
            Choice("series", _("Series"), _("Series is {value}"), _series_choices, "series_id"),
            Days("made", _("Made"), _("Made {value}"), "made_at", moment=True),
        ),
        search=Search(_("End of the code, reference or note"), _find),
        nullable=("expires_at",),
        empty=Empty(
            _("No gift cards yet"),
            _("A gift card is money that somebody has paid and whoever has its code may spend."),
            Action(_("Sell a gift card"), reverse("card-add", args=[slug]), primary=True) if actions else None,
        ),
        actions=actions,
    )
    rows = of_own_branch(request, queries.cards_with_left())
    return list_page(request, spec, rows, template="office/shop/list.html", context=tabs(request, "cards"))


def _doing(request: OfficeRequest) -> tuple[Action, ...]:
    slug = request.club.slug
    found = []
    if may(request, May.USE_CARDS):
        found.append(Action(_("Look one up"), reverse("card-look", args=[slug])))
        found.append(Action(_("Activate one"), reverse("card-activate", args=[slug])))
    if may(request, May.ISSUE_CARDS):
        found.append(Action(_("Sell a gift card"), reverse("card-add", args=[slug]), primary=True))
    return tuple(found)


def _columns(request: OfficeRequest) -> list[Column]:
    slug = request.club.slug
    columns = [
        Column(
            "tail",
            _("Card"),
            "code",
            called,
            href=lambda row: reverse("card", args=[slug, public_id("gft", row.pk)]),
        ),
        Column("state", _("State"), "state", state_chip),
        Column("left", _("Left"), "money", lambda row: row.left or 0),
        Column("amount", _("Sold for"), "money", lambda row: row.amount, quiet=True),
        Column("series", _("Series"), "name", lambda row: row.series.name if row.series else None, quiet=True),
        Column("expires", _("Good until"), "moment", lambda row: row.expires_at, sort="expires_at", quiet=True),
        Column("made", _("Made"), "moment", lambda row: row.made_at, sort="id", quiet=True),
        Column("reference", _("Reference"), "name", lambda row: row.reference, quiet=True, shown=False),
    ]
    if may(request, May.SEE_PEOPLE):
        columns.append(Column("note", _("Note"), "name", lambda row: row.note, quiet=True, shown=False))
    return columns


def _find(rows: QuerySet[Card], text: str) -> QuerySet[Card]:
    ending = rows.filter(tail=text.replace("…", "").replace("-", "").upper()[-4:])
    return ending | rows.filter(reference__icontains=text) | rows.filter(note__icontains=text)


def _series_choices() -> list[tuple[str, str]]:
    return [(str(row.pk), row.name) for row in queries.all_series()]


@page(May.READ_CARDS)
def series_list(request: OfficeRequest) -> HttpResponseBase:
    """Every series of printed cards."""
    slug = request.club.slug
    manages = may(request, May.MANAGE_CARDS)
    add_one = Action(_("Order a series"), reverse("card-series-add", args=[slug]), primary=True)
    spec = ListSpec(
        name="card-series",
        title=_("Gift cards"),
        noun=lambda n: ngettext("{n} series", "{n} series", n),
        columns=[
            Column(
                "name",
                _("Series"),
                "name",
                sort="name",
                href=lambda row: reverse("card-series", args=[slug, public_id("gfs", row.pk)]),
            ),
            Column("amount", _("Each worth"), "money", lambda row: row.amount),
            Column("size", _("Cards"), "number", sort="size"),
            Column("made", _("Made"), "moment", lambda row: row.made_at, sort="id", quiet=True),
            Column("codes", _("Codes"), "state", _codes),
        ],
        sort="-made",
        empty=Empty(
            _("No series yet"),
            _("Cards that are printed before they are sold: each is worth nothing until the till activates it."),
            add_one if manages else None,
        ),
        actions=(add_one,) if manages else (),
    )
    rows = queries.all_series()
    return list_page(request, spec, rows, template="office/shop/list.html", context=tabs(request, "card-series-list"))


def _codes(row: Series) -> Chip:
    return Chip(_("handed out"), "good") if row.coded_at else Chip(_("not handed out yet"))
