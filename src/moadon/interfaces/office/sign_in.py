"""In and out of the office."""

from typing import ClassVar

from django import forms
from django.contrib.auth import authenticate, get_user_model, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from moadon.apps.clubs import actions
from moadon.apps.clubs.models import User
from moadon.apps.signins.store import note_sign_in
from moadon.engine.identity.devices import device_of
from moadon.interfaces.office.parts import throttle
from moadon.interfaces.office.parts.access import address_of
from moadon.interfaces.office.preferences import take_in
from moadon.ui.forms import LookForm


class SignInForm(LookForm):
    """Who, and the password."""

    widths: ClassVar[dict[str, str]] = {"name": "full", "password": "full"}
    name = forms.CharField(
        label=_("User name or e-mail"),
        max_length=254,
        error_messages={"required": _("Write your user name or e-mail.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        error_messages={"required": _("Write your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. Somebody who is in already is sent on."""
    onward = _onward(request)
    if request.user.is_authenticated:
        return redirect(onward)
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _let_in(request, form):
        return redirect(onward)
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next") or ""}
    return render(request, "office/sign_in.html", context, status=422 if form.is_bound else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out, and back to the door."""
    logout(request)
    return redirect("sign-in")


def _let_in(request: HttpRequest, form: SignInForm) -> bool:
    name, address = form.cleaned_data["name"], address_of(request)
    if throttle.must_wait(name, address):
        form.add_error(None, _("Too many tries. Wait a quarter of an hour, or ask an owner of the club for help."))
        return False
    user = authenticate(request, username=_user_name(name), password=form.cleaned_data["password"])
    if not isinstance(user, User):
        throttle.count_failure(name, address)
        actions.record_failed_sign_in(username=_user_name(name), address=address)
        form.add_error(None, _("This name and password do not go together. Passwords tell capitals apart."))
        return False
    throttle.forget_failures(name, address)
    login(request, user)
    note_sign_in(request.session, device_of(request.headers.get("User-Agent", ""), address))
    take_in(request, user)
    actions.record_sign_in(user=user, address=address)
    return True


def _user_name(given: str) -> str:
    """The user name behind an e-mail address that only one person has; else what was given."""
    if "@" not in given:
        return given
    names = get_user_model().objects.filter(email__iexact=given).values_list("username", flat=True)[:2]
    return names[0] if len(names) == 1 else given


def _onward(request: HttpRequest) -> str:
    """Where to go after the door: only ever a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else reverse("office")
