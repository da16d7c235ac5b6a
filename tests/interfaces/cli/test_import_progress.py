"""The progress of an import is drawn for people only."""

import threading

from moadon.apps.imports.types import Counts
from moadon.flows.importing.progress import Progress
from moadon.interfaces.cli.imports import _bar, _show


def test_nothing_is_drawn_where_nobody_watches(capfd: object) -> None:
    before = threading.active_count()
    with _bar() as (bar, shown):
        _show(bar, shown, Progress("booking", 0.5, Counts(4, 3, 1, 0)))

        assert threading.active_count() == before
        assert not bar.live.is_started
