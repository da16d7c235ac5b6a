"""A copy made from rows that come from elsewhere than the books: a file of receipts, a trial."""

from collections.abc import Mapping
from datetime import UTC, datetime

import duckdb

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.lake.lock import only_writer
from moadon.insight.lake.manifest import Manifest, write_manifest
from moadon.insight.lake.parts import write_none, write_part
from moadon.insight.lake.places import folder_of
from moadon.insight.lake.tables import TABLES


def plant(club: ClubInfo, duck: duckdb.DuckDBPyConnection, sources: Mapping[str, str]) -> None:
    """Make the copy of `club` out of `sources`: for each table of the copy what `duck` can select its columns from.

    A table that is not named is empty. Read it with `look(club, within=None)`: a refresh would replace it.
    """
    folder = folder_of(club)
    with only_writer(folder, patience=10):
        manifest = Manifest("planted", club.time_zone, as_of=datetime.now(UTC))
        for table in TABLES:
            source = sources.get(table)
            part = write_part(folder, table, source, duck) if source else write_none(folder, table, duck)
            manifest = manifest.with_part(table, part)
        write_manifest(folder, manifest)
