"""Where the server's socket is. A socket's path may have about a hundred bytes; a checkout's may have more."""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from moadon.integrations.postgres.programs import Account, ServerFailed

_LONGEST = 100
_NAME = ".s.PGSQL.65535.lock"


def socket_folder(data: Path, *, account: Account | None = None) -> Path:
    """The folder of the socket of the server on `data`: the data folder itself, or a short one for a long path.

    With `account` a short folder is made, closed to everybody else. ServerFailed if somebody else made it before.
    """
    if len(os.fsencode(data)) + len(_NAME) + 1 <= _LONGEST:
        return data
    mark = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    short = Path(tempfile.gettempdir()) / f"moadon-{mark}"
    if account is not None:
        short.mkdir(mode=0o700, exist_ok=True)
        if account.switched and short.lstat().st_uid == 0:
            os.chown(short, account.uid, account.gid)
        facts = short.lstat()
        if facts.st_uid != account.uid or facts.st_mode & 0o077:
            raise ServerFailed(
                f"{short} is not closed to others or belongs to somebody else; remove it and start again."
            )
    return short


def leave(data: Path) -> None:
    """Take the short folder away again, if there is one and it is empty."""
    folder = socket_folder(data)
    if folder != data:
        with contextlib.suppress(OSError):
            folder.rmdir()
