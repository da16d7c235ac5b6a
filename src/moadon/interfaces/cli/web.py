"""`moadon web`: the web server."""

import copy
import multiprocessing
import os
import shutil
from pathlib import Path

from django.conf import settings

from moadon.interfaces.cli.ground import ground, running_database
from moadon.interfaces.cli.migrate import missing_migrations
from moadon.interfaces.cli.outcome import CannotRun
from moadon.interfaces.cli.static_files import gather

_CONNECTIONS = 80
"""What the web processes together take of the server's hundred connections."""

_A_YEAR = 365 * 24 * 60 * 60


def command() -> None:
    """Run the web server alone.

    MOADON_HOST and MOADON_PORT say where it listens, MOADON_WEB_WORKERS and MOADON_WEB_THREADS how much it does at
    once.
    """
    with running_database():
        with ground():
            if missing_migrations():
                raise CannotRun("migrations are missing. Run: moadon migrate")
            gather()
        _serve()


def _serve() -> None:
    from granian import Granian
    from granian.constants import Interfaces

    from moadon.flows.till.gather import OWN_CONNECTIONS

    # Workers start from nothing: a copy of this process would share its connections and locks.
    multiprocessing.set_start_method("spawn", force=True)
    threads, workers = settings.WEB_THREADS, settings.WEB_WORKERS
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(
        _empty_folder(settings.MOADON_VAR / "metrics" / str(settings.WEB_PORT))
    )
    os.environ["MOADON_POOL"] = str(max(2, min(threads, _CONNECTIONS // workers - OWN_CONNECTIONS)))
    server = Granian(
        "moadon.config.rsgi:application",
        address=settings.WEB_HOST,
        port=settings.WEB_PORT,
        interface=Interfaces.RSGI,
        websockets=False,
        workers=workers,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        log_dictconfig=copy.deepcopy(settings.LOGGING),
        static_path_route=[settings.STATIC_URL.rstrip("/")],
        static_path_mount=[Path(settings.STATIC_ROOT)],
        static_path_expires=_A_YEAR,
    )
    server.serve()


def _empty_folder(path: Path) -> Path:
    """Where the processes that are started next keep what they count: one folder for each port."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path
