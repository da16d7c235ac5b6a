"""Addresses of the programme pages."""

from django.urls import path

from moadon.interfaces.office.programmes import editing, life, lists, pages, terms
from moadon.interfaces.office.programmes.editor import asking, keeping, trying

urlpatterns = [
    path("", lists.programme_list, name="programmes"),
    path("add", editing.add, name="programme-add"),
    path("editor/draw", asking.draw, name="editor-draw"),
    path("editor/check", asking.check, name="editor-check"),
    path("editor/suggest", asking.suggest, name="editor-suggest"),
    path("editor/day", asking.day, name="editor-day"),
    path("editor/try", trying.try_it, name="editor-try"),
    path("editor/text", keeping.as_text, name="editor-text"),
    path("editor/read", keeping.read, name="editor-read"),
    path("editor/complete", keeping.complete, name="editor-complete"),
    path("editor/save", keeping.save, name="editor-save"),
    path("editor/review", keeping.review, name="editor-review"),
    path("editor/publish", keeping.publish, name="editor-publish"),
    path("<str:code>", pages.programme_page, name="programme"),
    path("<str:code>/edit", editing.edit, name="programme-edit"),
    path("<str:code>/terms", terms.terms_page, name="programme-terms"),
    path("<str:code>/publish", life.publish, name="programme-publish"),
    path("<str:code>/differences", life.differences, name="programme-differences"),
    path("<str:code>/versions/<int:number>/withdraw", life.turn, {"what": "withdraw"}, name="version-withdraw"),
    path("<str:code>/versions/<int:number>/promote", life.turn, {"what": "promote"}, name="version-promote"),
    path("<str:code>/versions/<int:number>/end", life.turn, {"what": "end"}, name="version-end"),
    path("<str:code>/drop", life.drop, name="programme-drop"),
    path("<str:code>/end", life.end, name="programme-end"),
    path("<str:code>/keep", life.keep, name="programme-keep"),
]
