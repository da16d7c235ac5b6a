"""The sealer: what runs by the clock."""

from datetime import datetime

from moadon.flows.sealing import seal_everywhere
from moadon.interfaces.ports import sealing_key


def seal_books(_due: datetime) -> None:
    """Seal the books of every club."""
    seal_everywhere(sealing_key()())
