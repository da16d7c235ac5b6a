"""Every address of the web server, by the room that answers it."""

from django.urls import include, path

from moadon.interfaces.http import health, metrics

handler400 = "moadon.interfaces.http.failures.malformed"
handler403 = "moadon.interfaces.office.errors.not_allowed"
handler404 = "moadon.interfaces.office.errors.not_found"
handler500 = "moadon.interfaces.http.failures.failed"

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("api/", include("moadon.interfaces.api.urls")),
    path("", include("moadon.interfaces.office.urls")),
]
