"""Addresses below `/api/`."""

from django.urls import path, re_path

from moadon.interfaces.api import docs, front

urlpatterns = [
    path("v1/openapi.json", docs.openapi_document, name="openapi"),
    path("v1/docs", docs.page, name="api-docs"),
    path("v1/docs.css", docs.style, name="api-docs-style"),
    # A line break in an address is as unknown here as anything else.
    re_path(r"v1/(?P<rest>[\s\S]*)\Z", front.serve, name="api"),
    re_path(r"(?P<rest>[\s\S]*)\Z", front.nowhere),
]
