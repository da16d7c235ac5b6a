"""What `moadon up` has to do with the demo club: load it into an empty house, and say how to sign in."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from rich.console import Console

from moadon.interfaces.cli.ground import connected
from moadon.interfaces.cli.outcome import CannotRun

LOG_INS = "demo-log-ins.json"
"""In `$MOADON_VAR`: a list of {"name", "role", "username", "password"}, written by `moadon demo load`."""
UNFINISHED = "demo-unfinished.json"
"""In `$MOADON_VAR` while a load of the demo club is under way, or was killed and is to go on."""


def load_demo(console: Console) -> None:
    """Run `moadon demo load` if there is no club yet, or a load was cut short. CannotRun if it fails."""
    unfinished = (Path(settings.MOADON_VAR) / UNFINISHED).exists()
    if find_spec("moadon.interfaces.cli.demo") is None or (_clubs() and not unfinished):
        return
    console.print("Demo club")
    done = subprocess.run([sys.executable, "-m", "moadon", "demo", "load"], check=False)
    if done.returncode:
        raise CannotRun("the demo club could not be loaded. Start without it: make run DEMO=0")


def log_ins() -> list[str]:
    """How to sign in, one line each; with no club yet, how to make one."""
    if not _clubs():
        return ["There is no club yet: moadon club create SLUG --name NAME --currency ILS --time-zone Asia/Jerusalem"]
    try:
        known = json.loads((Path(settings.MOADON_VAR) / LOG_INS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [f"Sign in as {one['role']}: {one['username']}  {one['password']}" for one in known]


def _clubs() -> int:
    with connected() as connection:
        row = connection.execute("SELECT count(*) FROM clubs_club").fetchone()
    return int(row[0]) if row else 0
