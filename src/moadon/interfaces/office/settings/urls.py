"""Addresses of the settings' pages."""

from django.urls import path

from moadon.interfaces.office.settings import club, people

urlpatterns = [
    path("", club.settings_page, name="settings"),
    path("people/", people.people_list, name="people"),
    path("people/add", people.add, name="person-add"),
    path("people/<int:user_id>", people.edit, name="person"),
    path("people/<int:user_id>/remove", people.remove, name="person-remove"),
]
