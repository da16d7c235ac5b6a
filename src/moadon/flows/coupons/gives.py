"""What a coupon gives, in the words of the programme documents that take it."""

from collections.abc import Iterable
from functools import lru_cache

from moadon.apps.programmes.types import Live
from moadon.engine.rules import Programme
from moadon.engine.rules.explain import explain
from moadon.kernel.shapes import Shapes


def what_it_gives(lives: Iterable[Live], opens: str, shapes: Shapes) -> str:
    """What every rule and promotion that takes the coupon `opens` (as rules compare it) gives, in few words.

    Empty where no programme takes it. The document alone says so: a pool keeps no words of its own.
    """
    found = [text for live in lives for text in _told(live.programme, opens, shapes)]
    return " · ".join(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def _told(programme: Programme, opens: str, shapes: Shapes) -> tuple[str, ...]:
    taken = {part for part, words in programme.coupons.items() if opens in words}
    if not taken:
        return ()
    return tuple([said.text for said in explain(programme, shapes, "poster") if said.subject in taken])
