"""Addresses of the seals; those of anybody are apart."""

from django.urls import path

from moadon.interfaces.office.seals import mailing, pages

urlpatterns = [
    path("", pages.seals_page, name="seals"),
    path("checkpoints", pages.checkpoint_list, name="checkpoints"),
    path("mail", mailing.send, name="seals-mail"),
    path("dump", pages.dump, name="seals-dump"),
]
