"""Addresses of the programme pages."""

from django.urls import path

from moadon.interfaces.office.programmes import editing, life, lists, pages, terms

urlpatterns = [
    path("", lists.programme_list, name="programmes"),
    path("add", editing.add, name="programme-add"),
    path("check", editing.check, name="programme-check"),
    path("<str:code>", pages.programme_page, name="programme"),
    path("<str:code>/edit", editing.edit, name="programme-edit"),
    path("<str:code>/terms", terms.terms_page, name="programme-terms"),
    path("<str:code>/publish", life.publish, name="programme-publish"),
    path("<str:code>/differences", life.differences, name="programme-differences"),
    path("<str:code>/versions/<int:number>/withdraw", life.turn, {"what": "withdraw"}, name="version-withdraw"),
    path("<str:code>/versions/<int:number>/promote", life.turn, {"what": "promote"}, name="version-promote"),
    path("<str:code>/versions/<int:number>/end", life.turn, {"what": "end"}, name="version-end"),
    path("<str:code>/end", life.end, name="programme-end"),
    path("<str:code>/keep", life.keep, name="programme-keep"),
]
