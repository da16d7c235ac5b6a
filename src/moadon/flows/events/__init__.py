"""What happens to members and no receipt tells: it is written once, and may earn or let what waits be spent."""

from moadon.flows.events.telling import happen
from moadon.flows.events.types import EventDraft, Happened

__all__ = ["EventDraft", "Happened", "happen"]
