"""The command `moadon`: a list of commands, each in a module of its own that is loaded only when it is called."""

import importlib
import sys
from typing import Any

import click
import typer

COMMANDS: dict[str, tuple[str, str]] = {
    "web": ("moadon.interfaces.cli.web", "The web server alone."),
    "worker": ("moadon.interfaces.cli.worker", "The worker alone."),
    "migrate": ("moadon.interfaces.cli.migrate", "Bring the tables of the database up to date."),
}
"""Name -> module that has `app` (a group of commands) or `command`, and the line that `moadon --help` shows."""
