"""What the worker does for the copies."""

from datetime import datetime

import duckdb
import structlog

from moadon.apps.clubs.queries import clubs, info_of
from moadon.insight.lake.books import BooksAway
from moadon.insight.lake.refreshing import refresh

_log = structlog.get_logger(__name__)


def keep_fresh(_due: datetime) -> None:
    """Bring the copy of every club up to its books. One that cannot be is left for the next time; the others go on."""
    for club in map(info_of, clubs()):
        try:
            told = refresh(club)
        except BooksAway:
            _log.warning("books_away", club=club.slug)
            return
        except (OSError, duckdb.Error) as problem:
            _log.warning("not_copied", club=club.slug, problem=str(problem))
            continue
        if told.rows:
            _log.info("copied", club=club.slug, outcome=told.outcome, rows=dict(told.rows))
