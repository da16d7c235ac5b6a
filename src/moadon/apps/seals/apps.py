from django.apps import AppConfig


class SealsConfig(AppConfig):
    name = "moadon.apps.seals"
    label = "seals"
    default_auto_field = "django.db.models.BigAutoField"
