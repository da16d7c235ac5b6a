"""The worker's loop."""

import contextlib
import os
import time
from datetime import datetime

import structlog
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from moadon.interfaces.ports import hold, settle_memory, tracing

_log = structlog.get_logger("moadon.worker")
_GRACE_SECONDS = 20
_PULSE = 1.0


def run() -> None:
    """Work until SIGTERM or SIGINT, then give running jobs a while; one that does not end is taken up again later."""
    tracing()()
    wait_while_held()
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


def wait_while_held() -> None:
    """Come back when the club is not on hold. Until then every job stays where it is, and the clock moves nothing."""
    told = False
    while (found := _held()) is not None:
        if not told:
            since, why = found
            _log.warning("on hold", since=since.isoformat(), why=why, way_out="moadon release")
            told = True
        time.sleep(_PULSE)


def _held() -> tuple[datetime, str] | None:
    connection.ensure_connection()
    return hold().held(connection.connection)


def catch_up() -> None:
    """Leave a job for everything that is done by the clock and was missed while no worker ran."""
    now = int(time.time())
    for name in ("take_up_abandoned", *(entry.name for entry in settings.PERIODIC)):
        with contextlib.suppress(AlreadyEnqueued):
            app.configure_task(name).defer(timestamp=now)
