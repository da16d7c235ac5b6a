"""Addresses of what is to be reviewed."""

from django.urls import path

from moadon.interfaces.office.fraud import deciding, pages, rules, staff

urlpatterns = [
    path("", pages.review_list, name="reviews"),
    path("rules", rules.rule_list, name="review-rules"),
    path("rules/<slug:rule>", rules.edit, name="review-rule"),
    path("staff/<str:employee_id>", staff.person, name="review-staff"),
    path("staff/<str:employee_id>/unlink", staff.unlink, name="review-unlink"),
    path("<str:review_id>", pages.review, name="review"),
    path("<str:review_id>/<slug:way>", deciding.ask, name="review-decide"),
]
