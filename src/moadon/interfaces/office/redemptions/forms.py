"""The form of a reward, in the club's languages; the action checks what it holds."""

import re
from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.redemptions.models import Reward
from moadon.apps.redemptions.types import RewardFields, WayDraft
from moadon.interfaces.office.members.naming import Programmes
from moadon.interfaces.office.redemptions.words import KINDS, PERIODS, STOCKED
from moadon.interfaces.office.shop.frame import LEFT_TO_RIGHT
from moadon.kernel.money import format_decimal
from moadon.ui.fields import DayField, MoneyField
from moadon.ui.forms import LookForm

WAYS = 3
"""How many ways of paying the form has room for; one that has more shows them all."""
_NAMES = {"en": _("Name in English"), "he": _("Name in Hebrew"), "fa": _("Name in Persian")}
_TEXTS = {"en": _("Description in English"), "he": _("Description in Hebrew"), "fa": _("Description in Persian")}
_PRICE = re.compile(r"\s*([\w.-]+)\s*[:= ]\s*([\d۰-۹٠-٩.,٫]+)\s*\Z")
_AREA = {"dir": "auto", "rows": "2"}


class RewardForm(LookForm):
    """A reward as typed."""

    widths = {  # noqa: RUF012 (as LookForm declares it)
        "code": "sm", "sku": "sm", "per_member": "xs", "in_all": "xs", "kept_minutes": "xs", "position": "xs",
    }  # fmt: skip

    code = forms.CharField(
        label=_("Code"), help_text=_("As tills and shops ask for it."), widget=forms.TextInput(LEFT_TO_RIGHT)
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    sku = forms.CharField(
        label=_("Sku"), required=False, help_text=_("Of a product: as receipts name it."),
        widget=forms.TextInput(LEFT_TO_RIGHT),
    )  # fmt: skip
    tiers = forms.CharField(
        label=_("Only for levels"),
        required=False,
        help_text=_("Ids with commas between, like silver, gold. Empty: everybody."),
        widget=forms.TextInput(LEFT_TO_RIGHT),
    )  # fmt: skip
    segments = forms.CharField(
        label=_("Only for segments"), required=False, help_text=_("Codes with commas between. Empty: everybody."),
        widget=forms.TextInput(LEFT_TO_RIGHT),
    )  # fmt: skip
    first_day = DayField(label=_("First day"), required=False)
    last_day = DayField(label=_("Last day"), required=False)
    per_member = forms.IntegerField(label=_("Times for each member"), required=False, min_value=1)
    period = forms.ChoiceField(label=_("Within"), choices=list(PERIODS.items()))
    in_all = forms.IntegerField(label=_("Times for all together"), required=False, min_value=1)
    stocked = forms.ChoiceField(label=_("Stock"), choices=list(STOCKED.items()))
    kept_minutes = forms.IntegerField(
        label=_("Minutes until money is paid"), min_value=1,
        help_text=_("Where money comes with the points: so long the points are set aside."),
    )  # fmt: skip
    branches = forms.MultipleChoiceField(
        label=_("Branches that hand it over"), required=False, help_text=_("None: every branch."),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    pick_up = forms.BooleanField(label=_("Can be picked up"), required=False)
    delivery = forms.BooleanField(label=_("Can be sent"), required=False)
    position = forms.IntegerField(label=_("Place on the page"), min_value=0)
    active = forms.BooleanField(label=_("On offer"), required=False)

    def __init__(
        self, club: ClubInfo, book: Programmes, *args: Any, listed: Reward | None = None, **options: Any
    ) -> None:
        self.club, self.listed = club, listed
        self.ways = max(WAYS, len(listed.ways) + 1 if listed else 0)
        self.places = {code: wallet.wallets[code].places for code, wallet in book.holders.items()}
        # Each club has languages and wallets of its own, so each form has fields of its own.
        self.base_fields = {**self.base_fields, **dict(self._grown(book))}  # type: ignore[misc]
        super().__init__(*args, **options)
        branches = self.fields["branches"]
        assert isinstance(branches, forms.MultipleChoiceField)
        branches.choices = [(row.code, row.name) for row in clubs.branches(club).filter(active=True)]
        if listed is not None:
            del self.fields["code"]

    def _grown(self, book: Programmes) -> Iterator[tuple[str, forms.Field]]:
        """Fields of which each club has its own number: languages and ways of paying."""
        for i, language in enumerate(self.club.languages):
            yield (
                f"name_{language}",
                forms.CharField(
                    label=_NAMES[language], required=i == 0, widget=forms.TextInput({"dir": "auto", "lang": language})
                ),
            )
            yield (
                f"text_{language}",
                forms.CharField(
                    label=_TEXTS[language], required=False, widget=forms.Textarea({**_AREA, "lang": language})
                ),
            )
        wallets = [("", "—"), *((code, book.wallet_name(code)) for code in book.holders)]
        for n in range(1, self.ways + 1):
            yield f"wallet_{n}", forms.ChoiceField(label=_("Paid from"), choices=wallets, required=n == 1)
            yield f"amount_{n}", forms.CharField(label=_("Price"), required=n == 1, widget=_figure())
            yield f"money_{n}", MoneyField(label=_("And money"), required=False)
            yield f"levels_{n}", forms.CharField(
                label=_("Other prices by level"), required=False, help_text=_("Like gold 400, silver 450."),
                widget=forms.TextInput(LEFT_TO_RIGHT),
            )  # fmt: skip

    def way_rows(self) -> list[list[BoundField]]:
        """The fields of each way of paying."""
        return [
            [self[f"{name}_{n}"] for name in ("wallet", "amount", "money", "levels")] for n in range(1, self.ways + 1)
        ]

    def words(self) -> list[BoundField]:
        """The fields of names and descriptions."""
        return [self[f"{name}_{language}"] for language in self.club.languages for name in ("name", "text")]

    def reward(self) -> RewardFields:
        """What was typed. The form is valid."""
        typed = self.cleaned_data
        plain = ("kind", "sku", "first_day", "last_day", "per_member", "period", "in_all", "stocked", "kept_minutes",
                 "branches", "pick_up", "delivery", "position", "active")  # fmt: skip
        fields: dict[str, Any] = {name: typed[name] for name in plain if name in typed}
        for name, prefix in (("names", "name"), ("descriptions", "text")):
            fields[name] = {language: typed[f"{prefix}_{language}"] for language in self.club.languages}
        for name in ("tiers", "segments"):
            fields[name] = [one for one in (part.strip() for part in typed[name].split(",")) if one]
        fields["ways"] = [self._way(n) for n in range(1, self.ways + 1) if typed[f"wallet_{n}"]]
        return cast(RewardFields, fields)

    def _way(self, n: int) -> WayDraft:
        typed = self.cleaned_data
        money = format_decimal(typed[f"money_{n}"] or 0, self.club.exponent)
        known = self.listed.ways[n - 1]["id"] if self.listed and n <= len(self.listed.ways) else None
        return WayDraft(typed[f"wallet_{n}"], typed[f"amount_{n}"], money, known, _prices(typed[f"levels_{n}"]))

    def clean(self) -> None:
        """Prices by level are words and numbers."""
        for n in range(1, self.ways + 1):
            text = self.cleaned_data.get(f"levels_{n}", "")
            if text and None in map(_PRICE.match, text.split(",")):
                self.add_error(f"levels_{n}", _("Write a level and its price, like gold 400."))


def _figure() -> forms.TextInput:
    return forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "dir": "ltr"})


def _prices(text: str) -> dict[str, str]:
    found = (_PRICE.match(part) for part in text.split(",") if part.strip())
    return {match[1]: match[2] for match in found if match}


def values_of(row: Reward, club: ClubInfo, book: Programmes) -> dict[str, object]:
    """A reward as the fields of the form hold it."""
    codes = {one.pk: one.code for one in clubs.branches(club)}
    plain = ("kind", "sku", "first_day", "last_day", "per_member", "period", "in_all", "stocked", "kept_minutes",
             "pick_up", "delivery", "position", "active")  # fmt: skip
    values: dict[str, object] = {name: getattr(row, name) for name in plain}
    for language in club.languages:
        values[f"name_{language}"] = row.names.get(language, "")
        values[f"text_{language}"] = row.descriptions.get(language, "")
    values |= {"tiers": ", ".join(row.tiers), "segments": ", ".join(row.segments)}
    values["branches"] = [codes[branch] for branch in row.branches if branch in codes]
    for n, way in enumerate(row.ways, 1):
        wallet = book.wallet(way["wallet"])
        places = wallet.places if wallet else club.exponent
        told = [f"{level} {format_decimal(price, places)}" for level, price in way["tiers"].items()]
        values |= {
            f"wallet_{n}": way["wallet"], f"amount_{n}": format_decimal(way["amount"], places),
            f"money_{n}": way["money"] or None, f"levels_{n}": ", ".join(told),
        }  # fmt: skip
    return values


class StockForm(LookForm):
    """How many came or went, and why."""

    widths = {"change": "xs"}  # noqa: RUF012 (as LookForm declares it)

    branch = forms.ChoiceField(label=_("Branch"))
    change = forms.IntegerField(label=_("How many"), help_text=_("Below zero: taken out."))
    reason = forms.CharField(label=_("Reason"), widget=forms.TextInput({"dir": "auto"}))

    def __init__(self, places: list[tuple[str, str]] | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["branch"]
        assert isinstance(field, forms.ChoiceField)
        if places is None:
            del self.fields["branch"]
        else:
            field.choices = places
