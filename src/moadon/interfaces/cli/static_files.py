"""Static files, gathered under names that change with what is in them."""

import fcntl
import hashlib
import shutil
from pathlib import Path

from django.conf import settings

_MARK = ".sources"


def gather() -> bool:
    """Gather the static files into `$MOADON_VAR/static` if a source changed; True when it did. Needs Django set up.

    The web server serves that folder by itself and lets browsers keep the files: a changed file has a new name.
    """
    from django.core.management import call_command

    target = Path(settings.STATIC_ROOT)
    sources = _fingerprint()
    mark = target / _MARK
    if mark.exists() and mark.read_text() == sources:
        return False
    # Two processes that start at the same moment gather one after the other; the second finds it done.
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.with_name(f"{target.name}.gathering").open("ab") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if mark.exists() and mark.read_text() == sources:
            return False
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        call_command("collectstatic", verbosity=0, interactive=False)
        mark.write_text(sources)
    return True


def _fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
