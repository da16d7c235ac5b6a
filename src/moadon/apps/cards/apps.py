from django.apps import AppConfig


class CardsConfig(AppConfig):
    name = "moadon.apps.cards"
    label = "cards"
    default_auto_field = "django.db.models.BigAutoField"
