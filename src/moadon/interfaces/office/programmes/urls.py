"""Addresses of the programme pages."""

from django.urls import path

from moadon.interfaces.office.programmes import editing, lists, pages, terms

urlpatterns = [
    path("", lists.programme_list, name="programmes"),
    path("add", editing.add, name="programme-add"),
    path("check", editing.check, name="programme-check"),
    path("<str:code>", pages.programme_page, name="programme"),
    path("<str:code>/edit", editing.edit, name="programme-edit"),
    path("<str:code>/terms", terms.terms_page, name="programme-terms"),
    path("<str:code>/end", pages.end, name="programme-end"),
]
