"""Addresses of one's own sign-in."""

from django.urls import path

from moadon.interfaces.office.me import sign_ins

urlpatterns = [
    path("", sign_ins.mine, name="me"),
    path("end", sign_ins.end, name="me-end"),
]
