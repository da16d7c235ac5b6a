"""Addresses of imports."""

from django.urls import path

from moadon.interfaces.office.imports import columns, lists, pages, uploading

urlpatterns = [
    path("", lists.import_list, name="imports"),
    path("add", uploading.upload, name="import-add"),
    path("<str:import_id>", pages.import_page, name="import"),
    path("<str:import_id>/columns", columns.choose_columns, name="import-columns"),
    path("<str:import_id>/start", pages.start, name="import-start"),
    path("<str:import_id>/stop", pages.stop, name="import-stop"),
    path("<str:import_id>/rejected", pages.rejected, name="import-rejected"),
]
