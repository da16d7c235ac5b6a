"""Where copies lie."""

from pathlib import Path

from django.conf import settings

from moadon.apps.clubs.types import ClubInfo


def lake_folder() -> Path:
    """The folder of all copies: `$MOADON_VAR/lake`, unless a setting leads elsewhere."""
    return Path(settings.LAKE_FOLDER)


def folder_of(club: ClubInfo) -> Path:
    """The folder of one club's copy: `$MOADON_VAR/lake/<club id>`."""
    return lake_folder() / str(club.id)


def spill_folder() -> Path:
    """Where DuckDB puts what does not fit in memory."""
    return lake_folder() / "spill"
