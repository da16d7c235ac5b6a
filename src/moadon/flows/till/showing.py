"""The coupons of one sale while it is judged: what rules are told, what was opened, what goes with the receipt."""

from typing import TYPE_CHECKING

from moadon.flows.till.coupons import ShownCoupon, opened_by, printed_with, read_shown, settle
from moadon.flows.till.ready import Ready
from moadon.flows.till.scene import Scene

if TYPE_CHECKING:
    from moadon.flows.till.judging import Judged


def shown_of(ready: Ready, scene: Scene) -> tuple[list[ShownCoupon], Ready]:
    """What the coupons are now, and the basket with those alone that are not turned away."""
    if not ready.draft.coupons:
        return [], ready
    shown = read_shown(ready.draft, ready.member_id, ready.lives, scene.coupons)
    words = tuple([one.word for one in shown if one.word is not None])
    return shown, ready._replace(basket=ready.basket._replace(coupons=words))


def settle_coupons(judged: "Judged", scene: Scene) -> None:
    """Note which coupons opened something, and the codes that go with the receipt."""
    if judged.coupons:
        paid = {spent.promotion: spent.value for spent in judged.spent if spent.promotion}
        settle(judged.coupons, opened_by([(one.live, one.evaluation) for one in judged.told], paid))
    to_pay = judged.total - judged.discount - judged.redeemed
    judged.printed = printed_with(scene.club, judged.draft, to_pay, judged.receipt_id, judged.member_id, scene.coupons)
