"""One's own password: the one in use, and the new one twice."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from moadon.apps.clubs.models import User
from moadon.apps.clubs.types import Actor
from moadon.apps.signins import actions
from moadon.interfaces.office.parts import throttle
from moadon.interfaces.office.parts.access import address_of
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.kernel.refusals import Refused
from moadon.ui.forms import LookForm

LONGEST = 1000
"""Longer ones would only keep the server busy."""


_AS_TYPED: dict[str, Any] = {"max_length": LONGEST, "strip": False}


def _hidden(use: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": use})


class PasswordForm(LookForm):
    """The password in use, and the new one twice."""

    widths: ClassVar[dict[str, str]] = {"current": "full", "new": "full", "again": "full"}
    current = forms.CharField(
        label=gettext_lazy("Current password"),
        error_messages={"required": gettext_lazy("Write the password that you use now.")},
        widget=_hidden("current-password"),
        **_AS_TYPED,
    )
    new = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("At least 10 characters, none of the usual ones, and not like your name."),
        error_messages={"required": gettext_lazy("Write the new password.")},
        widget=_hidden("new-password"),
        **_AS_TYPED,
    )
    again = forms.CharField(
        label=gettext_lazy("New password, again"),
        error_messages={"required": gettext_lazy("Write the new password a second time.")},
        widget=_hidden("new-password"),
        **_AS_TYPED,
    )

    def clean(self) -> None:
        """The two new ones have to be the same."""
        typed = self.cleaned_data
        if "new" in typed and "again" in typed and typed["new"] != typed["again"]:
            self.add_error("again", _("This is not the same as the new password above."))


@sensitive_post_parameters("current", "new", "again")
@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the reader's own password. This browser stays signed in, every other one is signed out."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _change(request, form):
        toast(request, _("Your password is changed. Wherever else you were signed in, you are signed out."))
        return redirect("office")
    return render(request, "office/password.html", {"form": form}, status=422 if form.is_bound else 200)


def _change(request: HttpRequest, form: PasswordForm) -> bool:
    user, address, typed = request.user, address_of(request), form.cleaned_data
    assert isinstance(user, User)
    if throttle.must_wait(user.username, address):
        form.add_error(None, _("Too many tries. Wait a quarter of an hour."))
        return False
    try:
        actions.change_password(
            user=user,
            current=typed["current"],
            new=typed["new"],
            actor=Actor("user", user.pk, user.username, address),
            but=request.session.session_key,
        )
    except Refused as refused:
        if refused.code != "wrong_password":
            throttle.forget_failures(user.username, address)
        refuse(form, refused)
        return False
    throttle.forget_failures(user.username, address)
    update_session_auth_hash(request, user)
    return True
