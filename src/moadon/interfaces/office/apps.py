from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "moadon.interfaces.office"
    label = "office"
