"""Addresses of the seals; those of anybody are apart."""

from django.urls import path

from moadon.interfaces.office.seals import pages

urlpatterns = [
    path("", pages.seals_page, name="seals"),
    path("checkpoints", pages.checkpoint_list, name="checkpoints"),
    path("dump", pages.dump, name="seals-dump"),
]
