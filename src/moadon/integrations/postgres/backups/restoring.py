"""Going back: a copy, and the journal played forward to the moment that was chosen, in a folder that was bare."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from moadon.integrations.postgres import hold
from moadon.integrations.postgres.backups.manifest import must_be_whole
from moadon.integrations.postgres.backups.places import BackupFailed, Copy, Folder, Mark, Series, opened
from moadon.integrations.postgres.backups.segments import PARTIAL, first_missing, names_between
from moadon.integrations.postgres.backups.taking import must_reach
from moadon.integrations.postgres.bundled import SUPERUSER, BundledServer
from moadon.integrations.postgres.programs import ServerFailed, account_for

VERSION = 18
_FORWARD = {"restore_command": "false", "recovery_target_action": "promote", "recovery_target_timeline": "current"}
"""The files lie where the server looks for them."""
_SILENTLY = {"hot_standby": "off"}
"""It is ready only when it has gone through them."""


@dataclass(frozen=True)
class Restored:
    """Where the data is now and which moment it is of; `ready` when the bundled server has played it forward."""

    data: Path
    at: datetime
    copy: Copy
    ready: bool


def restore(path: Path, into: Path, to: datetime | None, told: Callable[[str], None]) -> Restored:
    """Make `into` what the database of the backups at `path` was at `to`, or at the end of what was fetched.

    Every commit acknowledged before that moment is there and none after it. The club in it is on hold. BackupFailed,
    with `into` as it was, where the moment cannot be reached, and where a copy or the journal is damaged.
    """
    series, copy, mark = _chosen(opened(path), to)
    told(f"checking {copy.path}")
    try:
        must_be_whole(copy)
    except BackupFailed as damage:
        raise BackupFailed(
            f"{damage}\nMove it away to go forward from the copy before it, if there is one."
        ) from damage
    told(f"checking {series.journal}")
    must_reach(series, copy.first, mark.place)
    data = into / "postgres"
    if data.exists():
        raise BackupFailed(f"{data} is there already. Name a folder that is empty.")
    fresh = into / "postgres.restored"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        told("copying")
        fresh.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(copy.data, fresh, symlinks=True)
        _lay_out(series, copy, fresh, mark if to else None)
        fresh.rename(data)
        ready = copy.bundled and copy.version // 10000 == VERSION
        if ready:
            told("playing the journal forward")
            _play(data, to)
        else:
            _leave_words(data, to)
        _keep_secret(copy, into)
    except BaseException:
        for half in (fresh, data):
            shutil.rmtree(half, ignore_errors=True)
        raise
    return Restored(data, to or mark.at, copy, ready)


def _chosen(folder: Folder, to: datetime | None) -> tuple[Series, Copy, Mark]:
    """The newest copy that ended before the moment, and the first mark of its series from that moment on."""
    every = [(series, copy) for series in folder.series() for copy in series.copies()]
    if not every:
        raise BackupFailed(f"{folder.path} holds no copy that was taken to its end.")
    early_enough = [(series, copy) for series, copy in every if to is None or copy.ended <= to]
    if not early_enough:
        first = min(copy.ended for _, copy in every)
        raise BackupFailed(f"the oldest moment that can be gone back to is {first.isoformat()}.")
    series, copy = max(early_enough, key=lambda one: one[1].ended)
    marks = [mark for mark in series.marks() if mark.place >= copy.first]
    if not marks:
        raise BackupFailed(f"{series.path / 'marks'} is damaged.")
    if to is None:
        return series, copy, marks[-1]
    enough = next((mark for mark in marks if mark.at >= to), None)
    if enough is None:
        raise BackupFailed(
            f"the journal is known to be whole up to {marks[-1].at.isoformat()} only. "
            "Name that moment or an earlier one, or none to go as far as it reaches."
        )
    return series, copy, enough


def _lay_out(series: Series, copy: Copy, fresh: Path, mark: Mark | None) -> None:
    """Put the journal where the server looks for it: as far as `mark`, or all there is, and say that it is to be read.

    What is being written gets its own name meanwhile, perhaps, so that one is tried after the other.
    """
    there = series.there()
    last = mark.place if mark else copy.first + len(there) * series.size
    for name in names_between(series.timeline, copy.first, last, series.size):
        if first_missing([name], there):
            break
        target = fresh / "pg_wal" / name
        try:
            shutil.copyfile(series.journal / (name + PARTIAL), target)
        except FileNotFoundError:
            shutil.copyfile(series.journal / name, target)
        target.chmod(0o600)
    (fresh / "recovery.signal").touch(mode=0o600)
    fresh.chmod(0o700)


def _play(data: Path, to: datetime | None) -> None:
    account = account_for(data)
    if account.switched:
        for top, folders, files in os.walk(data):
            for name in (*folders, *files):
                os.chown(Path(top) / name, account.uid, account.gid, follow_symlinks=False)
        os.chown(data, account.uid, account.gid)
    server = BundledServer(data)
    try:
        server.prepare()
        server.recover({**_FORWARD, **_SILENTLY, **({"recovery_target_time": to.isoformat()} if to else {})})
        with psycopg.connect(server.url("postgres", SUPERUSER), autocommit=True) as admin:
            databases = [name for (name,) in admin.execute("select datname from pg_database where datallowconn")]
        for name in databases:
            with psycopg.connect(server.url(name, SUPERUSER), autocommit=True) as inside:
                hold.put_on_hold(inside, "restored from a backup", tables_only=True)
    except ServerFailed as problem:
        raise BackupFailed(f"the journal could not be played forward:\n{problem}") from problem
    finally:
        server.stop()


def _keep_secret(copy: Copy, into: Path) -> None:
    """Sign cookies with what they were signed with; a key that lies there was made a moment ago, by this command."""
    if (copy.path / "secret_key").exists():
        shutil.copyfile(copy.path / "secret_key", into / "secret_key")
        (into / "secret_key").chmod(0o600)


def _leave_words(data: Path, to: datetime | None) -> None:
    """Tell a server of one's own what to do when it is started on the folder."""
    words = {**_FORWARD, **({"recovery_target_time": to.isoformat()} if to else {})}
    with (data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in words.items())
