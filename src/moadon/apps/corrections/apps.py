"""Names the room for Django."""

from django.apps import AppConfig


class CorrectionsConfig(AppConfig):
    name = "moadon.apps.corrections"
    label = "corrections"
    default_auto_field = "django.db.models.BigAutoField"
