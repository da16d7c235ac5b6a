from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "moadon.ui"
    label = "ui"
