"""`moadon archive`: the journal of the database, fetched all day long."""

from datetime import timedelta

import structlog
import typer
from django.conf import settings

from moadon.interfaces.cli.backup import source
from moadon.interfaces.cli.ground import running_database
from moadon.interfaces.ports import backups


def command() -> None:
    """Fetch into MOADON_BACKUP what is written to the database, as it is written, and a fresh copy every day.

    What fails is told and tried again; it ends when it is stopped. `moadon up` runs it where MOADON_BACKUP is set.
    """
    folder = settings.BACKUP_FOLDER
    if folder is None:
        raise typer.BadParameter("MOADON_BACKUP names no folder.")
    log = structlog.get_logger("moadon.backups")
    every, keep = timedelta(hours=settings.BACKUP_HOURS), settings.BACKUP_KEEP
    with running_database():
        backups().follow(source(), folder, every=every, keep=keep, told=lambda text: log.info("backup", says=text))
