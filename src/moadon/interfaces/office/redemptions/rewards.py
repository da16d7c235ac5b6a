"""The rewards: the list, adding one, changing one, with what the member sees beside it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.clubs.permissions import May
from moadon.apps.redemptions import actions, queries
from moadon.apps.redemptions.models import Reward
from moadon.interfaces.office.members.naming import Programmes, in_words
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Choice
from moadon.interfaces.office.parts.lists import ListSpec, Search, list_page
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.redemptions.forms import RewardForm, values_of
from moadon.interfaces.office.redemptions.words import KINDS, editable, price_told, tabs
from moadon.interfaces.office.shell import render_page
from moadon.interfaces.office.shop.frame import edition_of
from moadon.kernel.ids import public_id
from moadon.kernel.money import parse_decimal
from moadon.kernel.refusals import Refused
from moadon.ui.parts import Action, Chip, Crumb, Crumbs, Empty, Text


def reward_href(slug: str, row: Reward) -> str:
    """The address of a reward's page."""
    return reverse("reward", args=[slug, public_id("rwd", row.pk)])


@page(May.READ_REDEMPTIONS)
def reward_list(request: OfficeRequest) -> HttpResponseBase:
    """Every reward, those put away too."""
    club, book = request.club, Programmes(request.club)
    rows = queries.rewards(club)
    stocks = queries.stocks_of(rows.values_list("id", flat=True))
    add_one = Action(_("Add a reward"), reverse("reward-add", args=[club.slug]), primary=True)
    changing = editable(request)
    spec = ListSpec(
        name="rewards",
        title=_("Rewards for points"),
        noun=lambda n: ngettext("{n} reward", "{n} rewards", n),
        columns=[
            Column(
                "name", _("Reward"), "name", lambda r: in_words(r.names),
                href=(lambda r: reward_href(club.slug, r)) if changing else None,
            ),
            Column("code", _("Code"), "code", sort="code", quiet=True),
            Column("kind", _("Kind"), value=lambda r: str(KINDS.get(r.kind, r.kind)), quiet=True),
            Column("price", _("Price"), value=lambda r: str(_prices(book, r)), cell=lambda r: _prices(book, r)),
            Column("left", _("Left"), "number", lambda r: _left(r, stocks.get(r.pk, {}))),
            Column("taken", _("Given"), "number"),
            Column("last_day", _("Until"), "day", quiet=True),
            Column("position", _("Place on the page"), "number", sort="position", shown=False),
            Column("active", _("State"), "state", _state),
        ],
        sort="position",
        filters=(
            Choice("kind", _("Kind"), _("Kind is {value}"), list(KINDS.items())),
            Choice("active", _("State"), _("State is {value}"), [("True", _("on offer")), ("False", _("put away"))]),
        ),
        search=Search(_("Name or code"), _find),
        empty=Empty(
            _("No rewards yet"),
            _("A reward is something members can have for what they saved: a product, an experience, a donation."),
            add_one if changing else None,
        ),
        actions=(add_one,) if changing else (),
    )  # fmt: skip
    return list_page(request, spec, rows, template="office/shop/list.html", context=tabs(request, "rewards"))


def _find(rows: QuerySet[Reward], text: str) -> QuerySet[Reward]:
    found = rows.filter(code__icontains=text)
    for language in ("en", "he", "fa"):
        found |= rows.filter(**{f"names__{language}__icontains": text})
    return found


def _prices(book: Programmes, row: Reward) -> SafeString:
    return format_html_join(" / ", "{}", ((price_told(book, way),) for way in row.ways))


def _left(row: Reward, stock: dict[int | None, int]) -> int | None:
    if row.stocked == "unlimited":
        return None
    return sum(left for branch, left in stock.items() if (branch is None) == (row.stocked == "all"))


def _state(row: Reward) -> Chip:
    return Chip(_("on offer"), "good") if row.active else Chip(_("put away"))


@page(May.WRITE_REWARDS)
def add(request: OfficeRequest) -> HttpResponseBase:
    """A new reward."""
    first = {"kept_minutes": 30, "position": 0, "pick_up": True, "active": True}
    with reading(request):
        book = Programmes(request.club)
        form = RewardForm(request.club, book, request.POST or None, initial=first)

    def work() -> Reward:
        typed = form.reward()
        return actions.add_reward(club=request.club, code=form.cleaned_data["code"], fields=typed, actor=request.actor)

    return _answer(request, form, book, work, _("Add a reward"))


@page(May.WRITE_REWARDS)
def edit(request: OfficeRequest, reward_id: str) -> HttpResponseBase:
    """Change a reward. What members asked for keeps what it cost."""
    with reading(request):
        row = queries.reward(request.club, reward_id)
        book = Programmes(request.club)
        first = values_of(row, request.club, book)
        form = RewardForm(request.club, book, request.POST or None, initial=first, listed=row)

    def work() -> Reward:
        return actions.edit_reward(
            club=request.club, reward_id=row.pk, fields=form.reward(), edition=edition_of(request), actor=request.actor
        )

    return _answer(request, form, book, work, in_words(row.names))


Work = Callable[[], Reward]


def _answer(request: OfficeRequest, form: RewardForm, book: Programmes, work: Work, title: Text) -> HttpResponseBase:
    """The form's page with its preview; posted to by its button, what became of it."""
    saving = request.method == "POST" and "save" in request.POST
    if saving and form.is_valid():
        try:
            row = work()
        except Refused as refused:
            if refused.status == 404:
                raise
            refuse(form, refused)
        else:
            toast(request, _("Saved."))
            return redirect(reward_href(request.club.slug, row))
    above = reverse("rewards", args=[request.club.slug])
    told = {
        "title": title,
        "form": form,
        "row": form.listed,
        "public": public_id("rwd", form.listed.pk) if form.listed else "",
        "preview": preview_of(form, book),
        "crumbs": Crumbs([Crumb(_("Rewards for points"), above), Crumb(title)]),
        "back": above,
    }
    status = 422 if saving and form.errors else 200
    return render_page(request, "office/redemptions/reward.html", told, status=status)


@dataclass(frozen=True, slots=True)
class Preview:
    """A reward as a member sees it, in each of the club's languages."""

    language: str
    direction: str
    name: str
    text: str
    prices: tuple[SafeString, ...]


def preview_of(form: RewardForm, book: Programmes) -> list[Preview]:
    """What is typed so far, whether it can be saved yet or not."""
    prices = tuple(_typed_prices(form, book))
    return [
        Preview(
            language,
            "ltr" if language == "en" else "rtl",
            _typed(form, f"name_{language}"),
            _typed(form, f"text_{language}"),
            prices,
        )
        for language in form.club.languages
        if _typed(form, f"name_{language}")
    ]


def _typed(form: RewardForm, name: str) -> str:
    return str(form[name].value() or "").strip()


def _typed_prices(form: RewardForm, book: Programmes) -> Iterator[SafeString]:
    for n in range(1, form.ways + 1):
        wallet = _typed(form, f"wallet_{n}")
        try:
            amount = parse_decimal(_typed(form, f"amount_{n}"), form.places[wallet])
            sum_ = form[f"money_{n}"].value()
            money = sum_ if isinstance(sum_, int) else parse_decimal(str(sum_ or "0"), form.club.exponent)
        except (KeyError, Refused):
            continue
        yield price_told(book, {"wallet": wallet, "amount": amount, "money": money})
