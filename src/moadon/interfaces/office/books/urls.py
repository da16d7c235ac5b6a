"""Addresses of the seals; those of anybody are apart."""

from django.urls import path

from moadon.interfaces.office.books import pages

urlpatterns = [
    path("", pages.books, name="books"),
    path("checkpoints", pages.checkpoint_list, name="checkpoints"),
    path("dump", pages.dump, name="books-dump"),
]
