"""What a stolen screen must not do: the password is asked for once more."""

from typing import ClassVar, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from moadon.apps.clubs.models import User
from moadon.interfaces.office.parts import throttle
from moadon.interfaces.office.parts.access import address_of
from moadon.interfaces.office.parts.refusals import refuse
from moadon.kernel.refusals import Refused
from moadon.ui.forms import LookForm


class ConfirmForm(LookForm):
    """One's password once more."""

    widths: ClassVar[dict[str, str]] = {"password": "full"}
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        error_messages={"required": _("Write your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def confirmed(request: HttpRequest, form: ConfirmForm) -> bool:
    """Whether it is the reader's password; guessing waits as at the door. The form is valid."""
    user, address = cast(User, request.user), address_of(request)
    if throttle.must_wait(user.username, address):
        form.add_error(None, _("Too many tries. Wait a quarter of an hour."))
        return False
    if not user.check_password(form.cleaned_data["password"]):
        refuse(form, Refused("wrong_password", field="password"))
        return False
    throttle.forget_failures(user.username, address)
    return True
