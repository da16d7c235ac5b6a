"""Backups: copies of a database, the journal of everything written since, and the way back to any second of it."""

from moadon.integrations.postgres.backups.following import follow
from moadon.integrations.postgres.backups.places import BackupFailed, NoBackups, newest
from moadon.integrations.postgres.backups.restoring import restore
from moadon.integrations.postgres.backups.source import Source
from moadon.integrations.postgres.backups.taking import check, take

__all__ = ["BackupFailed", "NoBackups", "Source", "check", "follow", "newest", "restore", "take"]
