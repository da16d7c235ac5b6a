"""The copy of a club's books that figures are computed from: Parquet files under `$MOADON_VAR/lake/<club id>/`.

The worker calls `keeping.keep_fresh` every half minute; a report calls `look`. The tables that tills write are
never asked.
"""

from moadon.insight.lake.books import BooksAway
from moadon.insight.lake.manifest import read_manifest
from moadon.insight.lake.places import folder_of
from moadon.insight.lake.planting import plant
from moadon.insight.lake.reading import AT_ONCE, Lake, look
from moadon.insight.lake.refreshing import Refreshed, refresh

__all__ = [
    "AT_ONCE",
    "BooksAway",
    "Lake",
    "Refreshed",
    "folder_of",
    "look",
    "plant",
    "read_manifest",
    "refresh",
]
