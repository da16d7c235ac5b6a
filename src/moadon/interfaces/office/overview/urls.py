"""Addresses of the overview and of the rows behind its figures."""

from django.urls import path

from moadon.interfaces.office.overview import behind, views

urlpatterns = [
    path("", views.overview_page, name="overview"),
    path("behind/<slug:figure>", behind.behind_page, name="behind"),
]
