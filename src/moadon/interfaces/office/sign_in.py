"""In and out of the office."""

from typing import ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import authenticate, get_user_model, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from moadon.apps.clubs import actions
from moadon.apps.clubs.models import User
from moadon.apps.signins.queries import needs_factor
from moadon.interfaces.office.entering import enter, half_way
from moadon.interfaces.office.parts import throttle
from moadon.interfaces.office.parts.access import address_of, onward
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
    place = onward(request)
    if request.user.is_authenticated:
        return redirect(place)
    form = SignInForm(request.POST if request.method == "POST" else None)
    user = _known(request, form) if request.method == "POST" and form.is_valid() else None
    if user is not None and needs_factor(user.pk):
        half_way(request, user)
        return redirect(f"{reverse('second-step')}?{urlencode({'next': place})}")
    if user is not None:
        enter(request, user)
        return redirect(place)
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next") or ""}
    return render(request, "office/sign_in.html", context, status=422 if form.is_bound else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out, and back to the door."""
    logout(request)
    return redirect("sign-in")


def _known(request: HttpRequest, form: SignInForm) -> User | None:
    """Who they are, if their password is right; the form then says nothing."""
    name, address = form.cleaned_data["name"], address_of(request)
    if throttle.must_wait(name, address):
        form.add_error(None, _("Too many tries. Wait a quarter of an hour, or ask an owner of the club for help."))
        return None
    user = authenticate(request, username=_user_name(name), password=form.cleaned_data["password"])
    if not isinstance(user, User):
        actions.record_failed_sign_in(username=_user_name(name), address=address)
        form.add_error(None, _("This name and password do not go together. Passwords tell capitals apart."))
        return None
    throttle.forget_failures(name, address)
    return user


def _user_name(given: str) -> str:
    """The user name behind an e-mail address that only one person has; else what was given."""
    if "@" not in given:
        return given
    names = get_user_model().objects.filter(email__iexact=given).values_list("username", flat=True)[:2]
    return names[0] if len(names) == 1 else given
