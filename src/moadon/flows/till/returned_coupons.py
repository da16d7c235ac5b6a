"""What becomes of a sale's coupons when goods come back: codes it used up, and codes that were printed with it."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from moadon.apps.coupons import actions, queries
from moadon.apps.coupons.types import UseKept, UseLeft
from moadon.apps.rewards.types import EarnedBy, NewEarning
from moadon.engine.rules import PRICE
from moadon.flows.till.coupons import DETAIL, PRINTED
from moadon.flows.till.returning import Judged, judge_return
from moadon.flows.till.scene import Scene
from moadon.flows.till.story import SaleStory
from moadon.flows.till.types import ReturnDraft
from moadon.store import together


def load_coupons(stories: Collection[SaleStory]) -> None:
    """Lock and read the codes of these sales. Two statements and one wait, none where no sale has any."""
    shown = [one.sale.id for one in stories if DETAIL in one.sale.details]
    printed = [one.sale.id for one in stories if PRINTED in one.sale.details]
    if not shown and not printed:
        return
    with together() as asking:
        uses = asking(queries.asking_uses(shown))
        codes = asking(queries.asking_printed(printed))
    used, kept = uses.get(), codes.get()
    for story in stories:
        story.coupons = used.get(story.sale.id, [])
        story.printed = kept.get(story.sale.id, [])


def judge(draft: ReturnDraft, story: SaleStory, scene: Scene, receipt_id: int) -> Judged:
    """What a return becomes, its coupons with it. Raises as `judge_return`."""
    judged = judge_return(draft, story, scene, receipt_id)
    judge_coupons(judged, scene)
    return judged


def judge_coupons(judged: Judged, scene: Scene) -> None:
    """Say what is left of each use, and which printed codes are withdrawn.

    A code that opened something that still stands stays used. One that did not, or whose whole sale came back, can be
    used again, unless the club keeps them used. What was printed and not used goes when the whole sale came back, or so
    much of it that no code would have been printed.
    """
    story = judged.story
    whole = judged.state in ("returned", "cancelled")
    keeps = scene.club.settings.coupon_after_return == "kept"
    judged.coupons = [(kept, _left(kept, judged, whole=whole, keeps=keeps)) for kept in story.coupons]
    still = 0 if whole else _still_paid(judged)
    judged.withdrawn = [one for one in story.printed if one.unused and still < max(one.least, 1)]
    gone = {left.id for _, left in judged.coupons if left.back}
    story.coupons = [kept for kept in story.coupons if kept.id not in gone]
    story.printed = [one for one in story.printed if one not in judged.withdrawn]


def write_coupons(club_id: int, judged: Sequence[Judged], at: datetime) -> None:
    """Write what was judged. A statement each for what can be used again and what was withdrawn, none for none."""
    actions.leave_uses(club_id, [left for one in judged for _, left in one.coupons], at)
    actions.withdraw_printed(club_id, [printed for one in judged for printed in one.withdrawn], at)


def _left(kept: UseKept, judged: Judged, *, whole: bool, keeps: bool) -> UseLeft:
    if whole:
        return UseLeft(kept.id, 0, not keeps)
    gives = 0
    for given in judged.promotions.values():
        gives += sum([amount for programme, _, rule, amount in given if f"{programme}/{rule}" in kept.rules])
    earned: list[EarnedBy | NewEarning] = [*judged.story.earned, *judged.earnings]
    earns = Counter[str]()
    for one in earned:
        if one.wallet != PRICE:
            earns[f"{one.programme}/{one.rule}"] += one.base
    stands = gives > 0 or any(earns[rule] > 0 for rule in kept.rules)
    return UseLeft(kept.id, gives, not stands and not keeps)


def _still_paid(judged: Judged) -> int:
    """What is still paid for what stays of the sale, in minor units."""
    paid = sum(line.cost - line.club_left for line in judged.story.sale.lines)
    return paid - sum(piece.total - piece.discount - piece.club_value for piece in judged.pieces)
