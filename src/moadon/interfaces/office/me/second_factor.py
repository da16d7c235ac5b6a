"""One's second factor: what there is, setting up an app or a passkey, recovery codes, taking one away."""

import json
from typing import ClassVar, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from moadon.apps.clubs.models import User
from moadon.apps.clubs.types import Actor
from moadon.apps.signins import actions
from moadon.apps.signins.queries import factors, needs_factor
from moadon.interfaces.office.me.confirming import ConfirmForm, confirmed
from moadon.interfaces.office.parts.access import PROVEN, actor_of, onward
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.second_step import CodeForm
from moadon.kernel.refusals import Refused
from moadon.ui.forms import LookForm

_SECRET = "app_secret"  # noqa: S105  # where the session keeps it until the app has shown that it knows it


class PasskeyForm(LookForm):
    """A passkey by its name; `credential` is what the browser made."""

    widths: ClassVar[dict[str, str]] = {"name": "full"}
    name = forms.CharField(
        label=gettext_lazy("What you call it"),
        max_length=60,
        help_text=gettext_lazy("Like: my phone."),
        error_messages={"required": gettext_lazy("Write a name, to know it by.")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


@never_cache
@require_safe
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """What the reader has beside the password."""
    held = factors(_person(request).pk)
    context = {"held": held, "next": request.GET.get("next", ""), "onward": onward(request)}
    return render(request, "office/me/second_factor.html", context)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def add_app(request: HttpRequest) -> HttpResponse:
    """Show an app its secret, and let it show that it knows it."""
    person = _person(request)
    app = actions.begin_app(person, request.session.get(_SECRET, ""))
    request.session[_SECRET] = app.secret
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            code = form.cleaned_data["code"]
            codes = actions.add_app(user=person, secret=app.secret, code=code, actor=actor_of(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            del request.session[_SECRET]
            return _added(request, person, codes)
    picture = mark_safe(app.picture.partition("?>")[2])  # noqa: S308  # made by us, of letters and digits
    context = {"form": form, "app": app, "picture": picture, "next": _next(request)}
    return render(request, "office/me/app.html", context, status=422 if form.is_bound else 200)


@sensitive_post_parameters("credential")
@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Have the browser make a passkey, and keep it."""
    person = _person(request)
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        credential, name = request.POST.get("credential", ""), form.cleaned_data["name"]
        try:
            codes = actions.add_passkey(request, user=person, credential=credential, name=name, actor=actor_of(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            return _added(request, person, codes)
    options = json.dumps(actions.begin_passkey(request, person))
    context = {"form": form, "options": options, "next": _next(request)}
    return render(request, "office/me/passkey.html", context, status=422 if form.is_bound else 200)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def new_codes(request: HttpRequest) -> HttpResponse:
    """Other recovery codes, shown this once."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and confirmed(request, form):
        try:
            return _show_codes(request, actions.make_codes(user=_person(request), actor=actor_of(request)))
        except Refused as refused:
            refuse(form, refused)
    told = {"title": _("New recovery codes"), "does": _("Make new codes"), "says": _("Those that you kept do no more.")}
    return _ask(request, form, told)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def remove(request: HttpRequest) -> HttpResponse:
    """Take the app away, or with `?passkey=` a passkey."""
    person, which = _person(request), request.GET.get("passkey", "")
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and confirmed(request, form):
        passkey = int(which) if which.isascii() and which.isdigit() and len(which) < 19 else None
        try:
            actions.remove_factor(user=person, passkey=passkey, actor=actor_of(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            if not needs_factor(person.pk):
                request.session.pop(PROVEN, None)
            toast(request, _("It is taken away."))
            return redirect("second-factor")
    title = _("Take the passkey away?") if which else _("Take the authenticator app away?")
    says = _("With the last one your password alone lets you in, unless the club asks for more.")
    return _ask(request, form, {"title": title, "does": _("Take it away"), "says": says})


def _ask(request: HttpRequest, form: ConfirmForm, told: dict[str, str]) -> HttpResponse:
    return render(request, "office/me/confirm.html", {"form": form, **told}, status=422 if form.is_bound else 200)


def _added(request: HttpRequest, person: User, codes: list[str]) -> HttpResponse:
    """From here on this device is proven; where one was signed in by a password alone, one is out."""
    request.session[PROVEN] = True
    actor: Actor = actor_of(request)
    actions.end_sign_ins(user=person, actor=actor, but=request.session.session_key)
    if codes:
        return _show_codes(request, codes)
    toast(request, _("It is there, and is asked for from now on."))
    return redirect("second-factor")


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return render(request, "office/me/codes.html", {"codes": codes, "onward": onward(request)})


def _next(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next") or ""


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)
