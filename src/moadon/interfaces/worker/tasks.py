"""Jobs and clockwork as the queue knows them, made from the tables of `config/wiring.py`."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from moadon.store import traces

_log = structlog.get_logger("moadon.worker")
_ATTEMPTS = 5


def _timed(name: str, work: Callable[..., object], *args: object, **kwargs: object) -> None:
    started = time.perf_counter()
    with traces.span(f"job {name}"):
        work(*args, **kwargs)
        _log.info("done", task=name, ms=round((time.perf_counter() - started) * 1000))


def _register_job(name: str, path: str) -> None:
    def job(**kwargs: Any) -> None:
        _timed(name, import_string(path), **kwargs)

    app.task(name=name, retry=RetryStrategy(max_attempts=_ATTEMPTS, exponential_wait=3))(job)


def _register_periodic(name: str, cron: str, path: str) -> None:
    def at(timestamp: int) -> None:
        _timed(name, import_string(path), datetime.fromtimestamp(timestamp, UTC))

    # One waits at most, one runs at most: a slow night is not started twice.
    task = app.task(name=name, lock=name, queueing_lock=name)(at)
    app.periodic(cron=cron, periodic_id=name)(task)


@app.periodic(cron="* * * * *", periodic_id="take_up_abandoned")
@app.task(name="take_up_abandoned", queueing_lock="take_up_abandoned")
async def take_up_abandoned(timestamp: int) -> None:
    """Put jobs whose worker died back into the queue; every job is written so that it may be begun again."""
    for job in await app.job_manager.get_stalled_jobs():
        _log.warning("taken up again", task=job.task_name, job=job.id)
        await app.job_manager.retry_job(job)


for _name, _path in settings.JOBS.items():
    _register_job(_name, _path)
for _entry in settings.PERIODIC:
    _register_periodic(_entry.name, _entry.cron, _entry.task)
