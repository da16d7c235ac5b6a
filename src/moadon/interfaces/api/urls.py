"""Addresses below `/api/`."""

from django.urls import path

from moadon.interfaces.api import docs, front

urlpatterns = [
    path("v1/openapi.json", docs.openapi_document, name="openapi"),
    path("v1/docs", docs.page, name="api-docs"),
    path("v1/docs.css", docs.style, name="api-docs-style"),
    path("v1/<path:rest>", front.serve, name="api"),
    path("<path:rest>", front.nowhere),
    path("", front.nowhere),
]
