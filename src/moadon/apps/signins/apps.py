from django.apps import AppConfig


class SigninsConfig(AppConfig):
    name = "moadon.apps.signins"
    label = "signins"
    default_auto_field = "django.db.models.BigAutoField"
