"""Processes that `moadon up` starts, watches and stops."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from moadon.interfaces.ports import leash

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_STEADY_SECONDS = 60.0
_STOP_SECONDS = 30.0
_LOG_BYTES = 20 * 1024 * 1024


class Child:
    """One `moadon <name>` of the group, with its own log file; started again when it ends by itself."""

    def __init__(self, name: str, log_folder: Path, environment: Mapping[str, str]) -> None:
        self.name = name
        self.log = log_folder / f"{name}.log"
        self._environment = {**environment, "MOADON_LOG_FILE": str(self.log)}
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = _FIRST_PAUSE
        self._again_at = 0.0

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start it, tied to this process: it gets SIGTERM when this one ends in whatever way."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "moadon", self.name],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches the whole group of the terminal; the order of stopping is ours.
                start_new_session=True,
                preexec_fn=leash()(signal.SIGTERM),
            )
        self._started = time.monotonic()

    def watch(self) -> str | None:
        """Start it again if it has ended, with growing pauses; says what happened, or None."""
        if self.pid is not None or self._process is None:
            if time.monotonic() - self._started > _STEADY_SECONDS:
                self._pause = _FIRST_PAUSE
            return None
        now = time.monotonic()
        if not self._again_at:
            self._again_at = now + self._pause
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)
            return f"{self.name} ended with {self._process.returncode}; see {self.log}"
        if now >= self._again_at:
            self._again_at = 0.0
            self.start()
            return f"{self.name} started again"
        return None

    def stop(self) -> None:
        """Ask it to end, wait, and end it if it does not."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def turn_log(self) -> None:
        """Keep the log and the one before it, each of twenty megabytes at most."""
        if self.log.exists() and self.log.stat().st_size > _LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))

    def last_words(self) -> str:
        """The end of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


def stop_left_over(pids: Mapping[str, int]) -> list[str]:
    """Stop children of a supervisor that was killed where the system has no leash; says which."""
    stopped = []
    for name, pid in pids.items():
        told = subprocess.run(["ps", "-p", str(pid), "-o", "command="], text=True, capture_output=True, check=False)
        if f"moadon {name}" in told.stdout:
            os.kill(pid, signal.SIGTERM)
            stopped.append(name)
    return stopped
