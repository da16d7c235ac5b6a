"""`moadon up`: everything in one group of processes that starts and stops together."""

import fcntl
import json
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import IO

import typer
from django.conf import settings
from rich.console import Console

from moadon.interfaces.cli.children import Child, stop_left_over
from moadon.interfaces.cli.demo_club import load_demo, log_ins
from moadon.interfaces.cli.ground import bundled, connected, ground, refuse_unsafe
from moadon.interfaces.cli.migrate import migrate
from moadon.interfaces.cli.outcome import CannotRun
from moadon.interfaces.cli.static_files import gather
from moadon.interfaces.ports import DatabaseServer, hold

_PULSE = 0.2
_READY_SECONDS = 180.0
_LOGS_EVERY = 60.0
_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked the group to stop."""


def command(
    demo: bool = typer.Option(True, help="Load the demo club if there is no club yet."),
) -> None:
    """Start everything: database, tables, demo club, web server and worker; stop it all with Ctrl-C.

    MOADON_DATABASE_URL uses a PostgreSQL of yours instead of the bundled one. MOADON_VAR is where everything is kept.
    """
    console = Console(highlight=False, soft_wrap=True)
    for sign in _STOPS:
        # Under nohup the end of the terminal is ignored, and stays so.
        if signal.getsignal(sign) != signal.SIG_IGN:
            signal.signal(sign, _stop)
    with ExitStack() as group:
        try:
            group.enter_context(_only_one(Path(settings.MOADON_VAR)))
            _run(console, group, demo=demo and os.environ.get("DEMO") != "0")
        except Stopped:
            console.print("\nstopping")
            for sign in _STOPS:
                signal.signal(sign, signal.SIG_IGN)
    console.print("stopped")


def _run(console: Console, group: ExitStack, *, demo: bool) -> None:
    var = Path(settings.MOADON_VAR)
    state = var / "up.json"
    for name in stop_left_over(_children_of(state)):
        console.print(f"stopped a {name} that was left over")
    _refuse_taken_port()
    server = None if settings.OWN_DATABASE else bundled()
    if server is not None:
        _step(console, "PostgreSQL", lambda: _database(group, server))
    _step(console, "Safety of the database", refuse_unsafe)
    with ground():
        _step(console, "Tables", lambda: f"{done} migrations" if (done := migrate()) else "up to date")
        _step(console, "Pages' files", lambda: "gathered" if gather() else "up to date")
    if demo:
        load_demo(console)
    names = ("worker", "web", *(["archive"] if settings.BACKUP_FOLDER else []))
    children = [Child(name, var / "log", os.environ) for name in names]
    for child in children:
        child.turn_log()
        group.callback(child.stop)
        child.start()
    _note(state, children)
    _step(console, "Web server and worker", lambda: _wait_until_ready(children))
    _tell(console)
    _watch(console, children, state, server)


def _database(group: ExitStack, server: DatabaseServer) -> str:
    group.enter_context(server.leashed())
    return "\n  ".join(["runs", *server.notices])


def _watch(console: Console, children: list[Child], state: Path, server: DatabaseServer | None) -> None:
    logs_at = time.monotonic() + _LOGS_EVERY
    while True:
        if server is not None and server.pid() is None:
            console.print("PostgreSQL ended; it is started again")
            server.start(leashed=True)
        for child in children:
            if news := child.watch():
                console.print(news)
                _note(state, children)
        if time.monotonic() > logs_at:
            logs_at = time.monotonic() + _LOGS_EVERY
            for child in children:
                child.turn_log()
        time.sleep(_PULSE)


def _step(console: Console, name: str, work: Callable[[], str | None]) -> None:
    started = time.perf_counter()
    with console.status(name):
        said = work() or "ok"
    console.print(f"{name:<24} {said} [dim]({time.perf_counter() - started:.1f} s)[/dim]")


def _address() -> str:
    host = "127.0.0.1" if settings.WEB_HOST in ("0.0.0.0", "::") else settings.WEB_HOST  # noqa: S104  # only compared
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.WEB_PORT}"


def _wait_until_ready(children: list[Child]) -> str:
    web = next(child for child in children if child.name == "web")
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{_address()}/readyz", timeout=5):  # noqa: S310  # our own address
                return "run"
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if web.pid is None:
                break
            time.sleep(_PULSE / 4)
    raise CannotRun(f"the web server does not answer. The end of {web.log}:\n{web.last_words()}")


def _tell(console: Console) -> None:
    address = os.environ.get("MOADON_URL") or _address()
    console.print(f"\nOffice  [bold]{address}/[/bold]\nAPI     {address}/api/v1/docs")
    for line in log_ins():
        console.print(line)
    with connected() as connection:
        if hold().held(connection):
            console.print("The club is [bold]on hold[/bold]: the worker waits for: moadon release")
    console.print(f"Data and logs are in {settings.MOADON_VAR}. Ctrl-C stops everything.")


def _refuse_taken_port() -> None:
    family = socket.AF_INET6 if ":" in settings.WEB_HOST else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.WEB_HOST, settings.WEB_PORT))
        except OSError as problem:
            where = f"{settings.WEB_HOST}:{settings.WEB_PORT}"
            raise CannotRun(f"{where} is taken ({problem.strerror}). Choose another with MOADON_PORT.") from problem


@contextmanager
def _only_one(var: Path) -> Iterator[None]:
    var.mkdir(parents=True, exist_ok=True)
    path = var / "up.lock"
    with path.open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise CannotRun(f"moadon up runs already on {var} (process {_content(lock)}).") from problem
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _content(file: IO[str]) -> str:
    file.seek(0)
    return file.read().strip() or "unknown"


def _note(state: Path, children: list[Child]) -> None:
    """Write down who runs, whole or not at all: somebody may be reading."""
    fresh = state.with_suffix(".new")
    fresh.write_text(json.dumps({child.name: child.pid for child in children}))
    fresh.replace(state)


def _children_of(state: Path) -> dict[str, int]:
    try:
        found = json.loads(state.read_text())
    except (OSError, ValueError):
        return {}
    return {name: pid for name, pid in found.items() if isinstance(pid, int)}


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped
