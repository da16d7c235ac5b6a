"""Misuse: watched beside the till, put before somebody, held, let go or taken back."""

from moadon.flows.fraud.deciding import DECISIONS, Decided, Decision, decide, ways_of
from moadon.flows.fraud.watching import Watched, watch_club, watch_everywhere

__all__ = ["DECISIONS", "Decided", "Decision", "Watched", "decide", "watch_club", "watch_everywhere", "ways_of"]
