"""Where imports keep their files: one folder each under `$MOADON_VAR/imports`."""

import shutil
import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

KEPT = timedelta(days=30)
"""How long an uploaded file and its rejected rows stay."""
_COMING_IN = timedelta(days=1)
"""How long a file may take to come in; what is older was left by a process that was killed."""

_INCOMING = "incoming-"
OPENED = "opened-"
"""What the folder is called in which a file lies while it is being read; it goes with whoever reads."""


def imports_folder() -> Path:
    """The folder of all imports."""
    return Path(settings.MOADON_VAR) / "imports"


def folder_of(import_id: int) -> Path:
    """The folder of one import; made when it is not there. Only this house's own process may read it."""
    folder = imports_folder() / str(import_id)
    folder.mkdir(parents=True, exist_ok=True)
    imports_folder().chmod(0o700)
    return folder


def rejected_path(import_id: int) -> Path:
    """Where the rejected rows of an import that began in the office are."""
    return imports_folder() / str(import_id) / "rejected.csv"


def incoming_folder() -> Path:
    """A new folder for a file that is coming in and has no import yet."""
    folder = imports_folder() / f"{_INCOMING}{uuid.uuid4().hex}"
    folder.mkdir(parents=True)
    return folder


def clear_work(import_id: int) -> None:
    """Take away what was only needed while the import ran, also what a reader left who was killed."""
    folder = imports_folder() / str(import_id)
    for one in (folder / "work", *folder.glob(f"{OPENED}*")):
        shutil.rmtree(one, ignore_errors=True)


def forget_old(now: datetime) -> None:
    """Take away the files of imports that nothing has happened to for `KEPT`, and those that never came in whole."""
    for folder in imports_folder().glob("*"):
        kept = _COMING_IN if folder.name.startswith(_INCOMING) else KEPT
        with suppress(FileNotFoundError):
            if folder.is_dir() and folder.stat().st_mtime < (now - kept).timestamp():
                shutil.rmtree(folder, ignore_errors=True)
    for left in imports_folder().glob(f"*/{OPENED}*"):
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < (now - _COMING_IN).timestamp():
                shutil.rmtree(left, ignore_errors=True)
