"""Addresses of receipts."""

from django.urls import path

from moadon.interfaces.office.receipts import cancelling, entering, lists, pages, returning, waiting

urlpatterns = [
    path("", lists.receipt_list, name="receipts"),
    path("enter", entering.enter, name="receipt-enter"),
    path("enter/goods", entering.offered, name="receipt-goods"),
    path("waiting", waiting.waiting_list, name="receipts-waiting"),
    path("<str:receipt_id>", pages.receipt_page, name="receipt"),
    path("<str:receipt_id>/return", returning.take_goods_back, name="receipt-return"),
    path("<str:receipt_id>/cancel", cancelling.cancel, name="receipt-cancel"),
]
