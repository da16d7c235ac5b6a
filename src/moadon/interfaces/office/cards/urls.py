"""Addresses of gift cards."""

from django.urls import path

from moadon.interfaces.office.cards import doing, lists, pages, series

urlpatterns = [
    path("", lists.card_list, name="cards"),
    path("add", pages.add, name="card-add"),
    path("look", pages.look, name="card-look"),
    path("activate", pages.activate, name="card-activate"),
    path("series", lists.series_list, name="card-series-list"),
    path("series/add", series.add, name="card-series-add"),
    path("series/<str:series_id>", series.series_page, name="card-series"),
    path("series/<str:series_id>/codes", series.codes, name="card-series-codes"),
    path("<str:card_id>", pages.card_page, name="card"),
    path("<str:card_id>/code", doing.tell_code, name="card-code"),
    path("<str:card_id>/attach", doing.attach, name="card-attach"),
    path("<str:card_id>/replace", doing.replace, name="card-replace"),
    path("<str:card_id>/<str:what>", doing.mark, name="card-mark"),
]
