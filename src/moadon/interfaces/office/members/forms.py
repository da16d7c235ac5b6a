"""The form of a member: who they are, how they are known, who signed them up."""

import re
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from moadon.apps.members.models import Member
from moadon.apps.members.types import MemberChanges, NewMember
from moadon.flows.referring import Introduced
from moadon.interfaces.office.members.naming import Shop
from moadon.ui.fields import DayField
from moadon.ui.forms import LookForm
from moadon.ui.reader import LANGUAGES, shapes

LEFT_TO_RIGHT = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
PLAIN = {"dir": "auto", "autocomplete": "off"}


class MemberForm(LookForm):
    """A member as typed. Texts are checked by the action, which refuses with the way out.

    Fields carry what they held when the form was drawn, so that a save changes only what its writer changed.
    """

    widths = {  # noqa: RUF012 (as LookForm declares it)
        "first_name": "sm", "last_name": "sm", "phone": "sm", "birth_date": "sm", "card": "sm", "external_id": "sm",
        "language": "md", "segments": "md", "branch": "md", "employee": "md",
        "referred_by": "md",
    }  # fmt: skip

    phone = forms.CharField(
        label=_("Phone"), required=False, widget=forms.TextInput({**LEFT_TO_RIGHT, "inputmode": "tel"})
    )
    first_name = forms.CharField(label=_("First name"), required=False, widget=forms.TextInput(PLAIN))
    last_name = forms.CharField(label=_("Last name"), required=False, widget=forms.TextInput(PLAIN))
    email = forms.CharField(
        label=_("E-mail"), required=False, widget=forms.TextInput({**LEFT_TO_RIGHT, "inputmode": "email"})
    )
    card = forms.CharField(label=_("Card"), required=False, widget=forms.TextInput(LEFT_TO_RIGHT))
    birth_date = DayField(label=_("Birthday"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    segments = forms.CharField(
        label=_("Groups"), required=False, widget=forms.TextInput(PLAIN), help_text=_("Codes with commas between.")
    )
    branch = forms.ChoiceField(label=_("Branch"), required=False)
    employee = forms.ChoiceField(label=_("Signed up by"), required=False)
    referred_by = forms.CharField(
        label=_("Brought by"), required=False, max_length=100, widget=forms.TextInput(PLAIN),
        help_text=_("The member who brought them: phone, card or number. It is not changed later."),
    )  # fmt: skip
    external_id = forms.CharField(label=_("Number elsewhere"), required=False, widget=forms.TextInput(LEFT_TO_RIGHT))

    def __init__(self, shop: Shop, *args: Any, kept: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        own = shop.club.languages[0] if shop.club.languages else "en"
        first = {str(code): name for code, name in LANGUAGES.items()}.get(own, own)
        names = [(code, name) for code, name in LANGUAGES.items() if code in shop.club.languages]
        self._choose("language", [("", _("as the club, {name}").format(name=first)), *names])
        self._choose("branch", [("", "—"), *((str(k), v) for k, v in shop.branches.items())])
        self._choose("employee", [("", "—"), *((str(k), v) for k, v in shop.employees.items())])
        del self.fields["referred_by" if kept else "segments"]
        for field in self.fields.values():
            field.show_hidden_initial = kept

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def new_member(self) -> Introduced:
        """The person to take in, and who brought them as it was typed. The form is valid."""
        typed = self.cleaned_data
        new = NewMember(
            phone=typed["phone"] or None,
            email=typed["email"] or None,
            first_name=typed["first_name"],
            last_name=typed["last_name"],
            card=typed["card"] or None,
            external_id=typed["external_id"] or None,
            birth_date=typed["birth_date"],
            language=typed["language"],
            branch_id=_number(typed["branch"]),
            employee_id=_number(typed["employee"]),
            source="office",
        )
        return new, typed["referred_by"].replace("\0", "") or None

    def changes(self) -> MemberChanges:
        """What its writer changed. The form is valid."""
        typed = {name: self.cleaned_data[name] for name in self.changed_data}
        told: dict[str, Any] = {}
        for name, value in typed.items():
            if name == "segments":
                told[name] = _codes(value)
            elif name in ("branch", "employee"):
                told[f"{name}_id"] = _number(value)
            else:
                told[name] = value if value != "" or name in ("first_name", "last_name", "language") else None
        return cast(MemberChanges, told)


def values_of(member: Member) -> dict[str, object]:
    """A member as the fields of the form hold them."""
    return {
        "phone": shapes().phone(member.phone) if member.phone else "",
        "first_name": member.first_name,
        "last_name": member.last_name,
        "email": member.email or "",
        "card": member.card or "",
        "birth_date": member.birth_date,
        "language": member.language,
        "segments": ", ".join(member.segments),
        "branch": str(member.branch_id or ""),
        "employee": str(member.employee_id or ""),
        "external_id": member.external_id or "",
    }


def _codes(text: str) -> list[str]:
    """Codes with commas of any script between."""
    return [code for part in re.split("[,،]", text) if (code := part.strip())]


def _number(text: str) -> int | None:
    return int(text) if text else None
