"""Two documents of a programme beside each other: what differs, in words, and who gains or loses by it.

What the parts mean is compared, not their text: a set of weekdays in another order is the same, and steps are compared
as the function that they are.
"""

from moadon.engine.rules.compare.difference import Difference, Direction, harms, tell_difference, tell_message
from moadon.engine.rules.compare.earn import earning
from moadon.engine.rules.compare.ladders import climbing
from moadon.engine.rules.compare.promotions import promoting
from moadon.engine.rules.compare.sheet import Sheet
from moadon.engine.rules.compare.whole import counting, filling, heading, keeping_margin, limiting
from moadon.engine.rules.document import Document

__all__ = ["Difference", "Direction", "compare", "harms", "tell_difference", "tell_message"]


def compare(was: Document, now: Document) -> tuple[Difference, ...]:
    """Everything in which `now` differs from `was`, in the order in which a reader looks for it.

    A direction that cannot be told counts as worse and says why. A part that has another id is another part.
    """
    sheet = Sheet(was, now)
    if was != now:
        for part in (heading, earning, promoting, climbing, filling, counting, limiting, keeping_margin):
            part(sheet)
    return tuple(sheet.found)
