"""Addresses of the settings' pages."""

from django.urls import path

from moadon.interfaces.office.settings import club, people, sign_ins

urlpatterns = [
    path("", club.settings_page, name="settings"),
    path("people/", people.people_list, name="people"),
    path("people/add", people.add, name="person-add"),
    path("people/<int:user_id>", people.edit, name="person"),
    path("people/<int:user_id>/remove", people.remove, name="person-remove"),
    path("people/<int:user_id>/sign-ins", sign_ins.theirs, name="person-sign-ins"),
    path("people/<int:user_id>/sign-ins/end", sign_ins.end, name="person-sign-ins-end"),
    path("people/<int:user_id>/sign-ins/reset", sign_ins.reset, name="person-factor-reset"),
]
