"""The room as Django sees it: templates and styles of the documentation page."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API."""

    name = "moadon.interfaces.api"
    label = "api"
