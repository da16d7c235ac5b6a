"""The night of a club: activate what was pending, pay what is due, let lapse what is over. Always in this order.

Every step works in chunks, each in its own transaction under the members' locks, and looks again at what it found
once it holds them. So a night may be killed and started again, run twice, at the same time, or after days off:
what it books carries the moment at which it was due, not the moment at which the night ran.
"""

from moadon.flows.nightly.chunks import NightStuck
from moadon.flows.nightly.run import NightReport, every_club, run_night

__all__ = ["NightReport", "NightStuck", "every_club", "run_night"]
