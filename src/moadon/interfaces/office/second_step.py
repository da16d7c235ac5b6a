"""The second step of signing in: a code of the app, a recovery code, or a passkey."""

import json
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from moadon.apps.clubs import actions as clubs
from moadon.apps.clubs.models import User
from moadon.apps.signins import actions
from moadon.apps.signins.queries import factors
from moadon.interfaces.office.entering import enter, who_is_half_way
from moadon.interfaces.office.parts import throttle
from moadon.interfaces.office.parts.access import address_of, onward
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.kernel.refusals import Refused
from moadon.ui.forms import LookForm


class CodeForm(LookForm):
    """A code, as an app shows it or as it was kept."""

    widths: ClassVar[dict[str, str]] = {"code": "full"}
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        error_messages={"required": _("Write the code.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}),
    )


class StepForm(CodeForm):
    """A code, or what the browser showed of a passkey."""

    credential = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].required = not self.data.get("credential")


@sensitive_post_parameters("code", "credential")
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for what stands beside the password. Who did not give that a moment ago begins at the door."""
    user = who_is_half_way(request)
    if user is None:
        return redirect("sign-in")
    held, form = factors(user.pk), StepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _passes(request, user, form):
        enter(request, user, proven=True)
        return redirect(onward(request))
    context = {
        "form": form,
        "held": held,
        "options": json.dumps(actions.begin_check(request, user)) if held.passkeys else "",
        "next": request.POST.get("next") or request.GET.get("next") or "",
    }
    return render(request, "office/second_step.html", context, status=422 if form.is_bound else 200)


def _passes(request: HttpRequest, user: User, form: StepForm) -> bool:
    name, address = throttle.of_codes(user.username), address_of(request)
    if throttle.must_wait(name, address):
        form.add_error(None, _("Too many tries. Wait a quarter of an hour, or ask an owner of the club for help."))
        return False
    try:
        if credential := form.cleaned_data["credential"]:
            actions.check_passkey(request, user=user, credential=credential)
        elif actions.check_code(user=user, code=form.cleaned_data["code"]) == "recovery":
            toast(request, _("That recovery code is used up. Make others before they run out."))
    except Refused as refused:
        clubs.record_failed_sign_in(username=user.username, address=address)
        refuse(form, refused)
        return False
    throttle.forget_failures(name, address)
    return True
