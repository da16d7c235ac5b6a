"""The worker's loop."""

import contextlib
import os
import time

import structlog
from django.conf import settings
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from moadon.interfaces.ports import settle_memory

_log = structlog.get_logger("moadon.worker")
_GRACE_SECONDS = 20


def run() -> None:
    """Work until SIGTERM or SIGINT, then give running jobs a while; one that does not end is taken up again later."""
    catch_up()
    settle_memory()()
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # Django's connector has it
    _log.info("started", jobs=sorted(settings.JOBS), periodic=[entry.name for entry in settings.PERIODIC])
    with app.replace_connector(connector):
        app.run_worker(
            concurrency=int(os.environ.get("MOADON_WORKER_JOBS") or 2),
            delete_jobs="successful",
            shutdown_graceful_timeout=_GRACE_SECONDS,
        )
    _log.info("stopped")


def catch_up() -> None:
    """Leave a job for everything that is done by the clock and was missed while no worker ran."""
    now = int(time.time())
    for name in ("take_up_abandoned", *(entry.name for entry in settings.PERIODIC)):
        with contextlib.suppress(AlreadyEnqueued):
            app.configure_task(name).defer(timestamp=now)
