"""The addresses of the shell alone, for tests that need no page of the office."""

from django.urls import include, path

from moadon.interfaces.office import errors, finding, home, password, preferences, sign_in

handler403, handler404 = errors.not_allowed, errors.not_found
urlpatterns = [
    path("", home.root),
    path("office/", home.office, name="office"),
    path("office/sign-in", sign_in.sign_in, name="sign-in"),
    path("office/sign-out", sign_in.sign_out, name="sign-out"),
    path("office/", include("moadon.interfaces.office.me.door_urls")),
    path("office/password", password.change_password, name="password"),
    path("office/preferences", preferences.prefer, name="preferences"),
    path("office/<slug:slug>/me/", include("moadon.interfaces.office.me.urls")),
    path("office/<slug:slug>/find", finding.find, name="find"),
]
