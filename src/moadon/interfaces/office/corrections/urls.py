"""Addresses of corrections."""

from django.urls import path

from moadon.interfaces.office.corrections import asking, by_file, lists, pages, rules

urlpatterns = [
    path("", lists.waiting_list, name="corrections"),
    path("all", lists.every_list, name="corrections-all"),
    path("rules", rules.rules_page, name="corrections-rules"),
    path("file", by_file.by_file, name="corrections-file"),
    path("add/<str:member_id>", asking.correct, name="correction-add"),
    path("<str:correction_id>", pages.correction_page, name="correction"),
    path("<str:correction_id>/approve", pages.approve, name="correction-approve"),
    path("<str:correction_id>/refuse", pages.refuse, name="correction-refuse"),
    path("<str:correction_id>/withdraw", pages.withdraw, name="correction-withdraw"),
]
