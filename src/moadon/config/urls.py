"""Every address of the web server, by the room that answers it."""

from django.urls import path

from moadon.interfaces.http import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
