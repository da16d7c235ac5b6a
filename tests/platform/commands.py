"""Commands on a running club, each a process of its own, without a start each.

One Python loads the product and sets it up, and forks for every command that it is asked for: what `python -m moadon`
does in the same environment, less the second or two of loading. Run as a module it is that Python.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from threading import Lock

CHECKOUT = Path(__file__).resolve().parents[2]


class Commands:
    """Runs commands in an environment. Begun by the first of them, and anew when it has changed; ended by `close`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._begun: dict[str, str] = {}
        self._process: subprocess.Popen[str] | None = None
        self._one_by_one = Lock()

    def run(self, words: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        """Run `moadon <words>` and wait for its end."""
        with self._one_by_one, tempfile.TemporaryDirectory(prefix="moadon-command-") as folder:
            process = self._ready()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps([folder, *words]) + "\n")
            process.stdin.flush()
            code = int(process.stdout.readline())
            out, err = (Path(folder, name).read_text("utf-8") for name in ("out", "err"))
            return subprocess.CompletedProcess(["moadon", *words], code, out, err)

    def close(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.communicate(timeout=30)
            self._process = None

    def _ready(self) -> "subprocess.Popen[str]":
        if self._begun != self._environment:
            self.close()
        if self._process is None:
            self._begun = dict(self._environment)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.platform.commands"],
                cwd=CHECKOUT, env=self._begun, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        return self._process


def serve() -> None:
    """Fork for each line of standard input; tell how each ended."""
    from moadon.interfaces.cli import main as cli

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", cli.SETTINGS)
    import django

    django.setup()
    for listed in cli.COMMANDS:
        import_module(f"moadon.interfaces.cli.{listed.module}")
    import_module("moadon.insight.reports")
    for line in sys.stdin:
        folder, *words = json.loads(line)
        child = os.fork()
        if not child:
            _become(Path(folder))
            sys.argv = ["moadon", *words]
            cli.main()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become(folder: Path) -> None:
    """Let nothing of the one that forked be read or written."""
    for place, number, flags in (("/dev/null", 0, os.O_RDONLY), ("out", 1, os.O_WRONLY), ("err", 2, os.O_WRONLY)):
        os.dup2(os.open(folder / place, flags | os.O_CREAT * (number > 0), 0o600), number)


if __name__ == "__main__":
    serve()
