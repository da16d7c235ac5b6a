"""Every address of the web server, by the room that answers it."""

from django.urls import path

from moadon.interfaces.http import health

handler500 = "moadon.interfaces.http.failures.failed"

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
