"""Addresses of balances and of the liability."""

from django.urls import path

from moadon.interfaces.office.books import balances, files, liability

urlpatterns = [
    path("balances", balances.balances_page, name="balances"),
    path("liability", liability.liability_page, name="liability"),
    path("liability/<slug:part>.<slug:kind>", files.liability_file, name="liability-file"),
]
