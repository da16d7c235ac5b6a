from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    name = "moadon.apps.receipts"
    label = "receipts"
    default_auto_field = "django.db.models.BigAutoField"
