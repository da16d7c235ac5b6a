"""`/metrics`: numbers about the club's processes in Prometheus's text format. They name nobody and no club."""

import ipaddress
import os
import re
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from secrets import compare_digest
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import REGISTRY, CollectorRegistry, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector
from psycopg_pool import PoolTimeout

from moadon import __version__
from moadon.interfaces.ports import backups, hold

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that tells every web process where all of them keep their numbers."""
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_SAMPLE_SECONDS = 5.0
_LIVE_FILE = re.compile(r"gauge_live\w+_(\d+)\.db")

REQUESTS = Histogram(
    "moadon_http_request_seconds",
    "Seconds that a request took, by its route with the blanks left blank.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
POOL = Gauge(
    "moadon_pool_connections", "Connections to the database that requests share.", ["state"],
    multiprocess_mode="livesum",
)  # fmt: skip
_seen: dict[tuple[str, str, int], Histogram] = {}


def note(method: str | None, route: str, status: int, seconds: float) -> None:
    """Count one request."""
    told = method if method in _METHODS else "other"
    key = (told, route, status)
    child = _seen.get(key)
    if child is None:
        child = _seen[key] = REQUESTS.labels(told, route, status)
    child.observe(seconds)


def watch_pool() -> None:
    """Look now and then at the connections of this process, for as long as it runs."""
    threading.Thread(target=_watch_for_ever, name="pool watch", daemon=True).start()


def _watch_for_ever() -> None:
    while True:
        pool = connection.pool  # type: ignore[attr-defined]  # PostgreSQL's has one
        if pool is not None:
            told = pool.get_stats()
            POOL.labels("open").set(told["pool_size"])
            POOL.labels("in use").set(told["pool_size"] - told["pool_available"])
            POOL.labels("waited for").set(told["requests_waiting"])
        time.sleep(_SAMPLE_SECONDS)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All numbers, for who has the token; without one set, for who asks from this machine itself. Else 403."""
    if not _may(request):
        return HttpResponse("Ask from the machine itself, or with MOADON_METRICS_TOKEN as the bearer.\n", status=403)
    registry = CollectorRegistry()
    registry.register(_Now())
    body = generate_latest(registry)
    folder = os.environ.get(FOLDER)
    if folder:
        _bury(folder)
        shared = CollectorRegistry()
        MultiProcessCollector(shared, folder)  # type: ignore[no-untyped-call]
        body += generate_latest(shared)
    else:
        body += generate_latest(REGISTRY)
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)


def _may(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    # Through a proxy on the same machine the whole world comes from this machine.
    if not settings.BEHIND_PROXY and {"X-Forwarded-For", "Forwarded", "Via"} & set(request.headers):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "").is_loopback
    except ValueError:
        return False


def _bury(folder: str) -> None:
    """Forget what processes that have ended hold at this moment; what they counted stays."""
    for path in Path(folder).glob("gauge_live*.db"):
        found = _LIVE_FILE.fullmatch(path.name)
        if found and not _runs(int(found.group(1))):
            mark_process_dead(int(found.group(1)), folder)  # type: ignore[no-untyped-call]


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class _Now(Collector):
    """What is looked up when it is asked for."""

    def collect(self) -> Iterator[Metric]:
        yield _gauge("moadon_info", "The version that answers.", {(__version__,): 1.0}, ["version"])
        yield from _database()
        places = {"var": Path(settings.MOADON_VAR), "backup": settings.BACKUP_FOLDER}
        free = {(name,): float(shutil.disk_usage(path).free) for name, path in places.items() if path and path.exists()}
        yield _gauge("moadon_disk_free_bytes", "Bytes that are free where things are kept.", free, ["place"])
        if settings.BACKUP_FOLDER is not None:
            yield from _backups(settings.BACKUP_FOLDER)


def _database() -> Iterator[Metric]:
    up = "moadon_database_up", "1 when the database answers."
    try:
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            (oldest,) = cursor.fetchone()
            cursor.execute("select task_name, count(*) from procrastinate_jobs where status = 'failed' group by 1")
            failed = {(name,): float(count) for name, count in cursor.fetchall()}
        on_hold = hold().held(connection.connection) is not None
    except (DatabaseError, PoolTimeout):
        yield _gauge(*up, {(): 0.0})
        return
    yield _gauge(*up, {(): 1.0})
    yield _gauge("moadon_oldest_job_seconds", "How long the job has waited that waits longest.", {(): float(oldest)})
    yield _gauge("moadon_jobs_failed", "Jobs that were given up.", failed, ["task"])
    yield _gauge("moadon_on_hold", "1 while the club is on hold.", {(): float(on_hold)})


_WAITING = """
    select coalesce(extract(epoch from max(now() - coalesce(scheduled_at, deferred))), 0)
    from procrastinate_jobs,
      lateral (select min(at) as deferred from procrastinate_events where job_id = procrastinate_jobs.id) as told
    where status = 'todo' and (scheduled_at is null or scheduled_at <= now())"""


def _backups(folder: Path) -> Iterator[Metric]:
    """Nothing where there are no backups yet, or none that can be read: a number that is missing is an alarm too."""
    try:
        copied, whole = backups().newest(folder)
    except RuntimeError:
        return
    now = datetime.now(UTC)
    for name, says, at in (
        ("moadon_backup_copy_age_seconds", "Age of the newest copy of the database.", copied),
        ("moadon_backup_journal_age_seconds", "How far the journal of backups lies behind.", whole),
    ):
        if at is not None:
            yield _gauge(name, says, {(): (now - at).total_seconds()})


def _gauge(name: str, says: str, values: Mapping[Any, float], labels: list[str] | None = None) -> Metric:
    """A metric of now: label values -> number."""
    family = GaugeMetricFamily(name, says, labels=labels or [])
    for given, value in values.items():
        family.add_metric(list(given), value)
    return family
