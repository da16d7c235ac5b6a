"""What the till is told of coupons: which opened something, why the others did not, and which go with the receipt."""

from collections.abc import Callable

from moadon.apps.coupons.types import NewCode, PrintedKept, UseKept, UseLeft
from moadon.engine.coupons import grouped
from moadon.flows.coupons.gives import what_it_gives
from moadon.flows.till.coupons import ShownCoupon
from moadon.flows.till.judging import Judged
from moadon.flows.till.scene import Scene
from moadon.kernel.sentences import Message
from moadon.kernel.shapes import Shapes

Say = Callable[[Message], str]
APPLIED = Message("till.coupon_applied", {})


def shown_told(shown: ShownCoupon, say: Say) -> dict[str, object]:
    """One coupon of a basket: whether it opened something, and why not."""
    why = shown.reason if not shown.rules or shown.again else None
    pairs = [rule.partition("/") for rule in shown.rules]
    return {
        "coupon": shown.text,
        "applied": bool(shown.rules),
        "rules": [{"programme": programme, "rule": rule} for programme, _, rule in pairs],
        "code": why.key.removeprefix("till.") if why else None,
        "why": say(why or APPLIED),
    }


def printed_told(printed: NewCode, judged: Judged, scene: Scene, shapes: Shapes) -> dict[str, object]:
    """One code that goes with a receipt, ready to be printed under it."""
    pool = printed.pool
    lives = scene.shelf.live_for(judged.member_id, judged.draft.at, judged.ready.basket.clock)
    ends = [end for end in (printed.expires_at, pool.valid_until) if end is not None]
    return {
        "code": printed.code,
        "text": grouped(printed.code),
        "name": pool.name,
        "words": what_it_gives(lives, pool.word.casefold(), shapes),
        "valid_until": min(ends).isoformat() if ends else None,
    }


def left_told(kept: UseKept, left: UseLeft, say: Say) -> dict[str, object]:
    """A code that the sale used up, after goods came back."""
    state = "given_back" if left.back else "used"
    return {"coupon": kept.code, "state": state, "why": say(Message(f"till.coupon_left.{state}", {}))}


def withdrawn_told(printed: PrintedKept, say: Say) -> dict[str, object]:
    """A code that was printed with the sale and works no more."""
    return {"coupon": printed.code, "state": "withdrawn", "why": say(Message("till.coupon_left.withdrawn", {}))}
