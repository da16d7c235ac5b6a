"""How many of a reward there are. Every change holds the reward's row, so nothing is given twice."""

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.redemptions.models import Reward, Stock, StockChange
from moadon.apps.redemptions.types import MOST_COUNTED
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction


def lock_reward(club: ClubInfo, row: int) -> Reward:
    """The reward as it is now, held until the transaction ends: nobody else counts or changes it meanwhile.

    To be taken after wallets and before redemptions. Raises `Refused("unknown_id", status=404)`.
    """
    found = Reward.objects.filter(club_id=club.id, id=row).select_for_update(no_key=True).first()
    if found is None:
        raise Refused("unknown_id", status=404)
    return found


def take_one(reward: Reward, branch: int | None) -> Stock | None:
    """Count one more that is given, and take it from the stock; from which. The reward is held and has one left."""
    reward.taken += 1
    reward.save(update_fields=["taken"])
    if reward.stocked == "unlimited":
        return None
    stock = Stock.objects.get(reward=reward, branch_id=branch if reward.stocked == "branch" else None)
    stock.left -= 1
    stock.save(update_fields=["left"])
    return stock


def give_back_one(reward: Reward, stock: int | None) -> None:
    """Count one less that is given; with `stock`, it goes back to where it was taken from. The reward is held."""
    reward.taken -= 1
    reward.save(update_fields=["taken"])
    if stock is not None:
        kept = Stock.objects.get(id=stock)
        kept.left += 1
        kept.save(update_fields=["left"])


def change_stock(*, club: ClubInfo, reward_id: int, branch: int | None, change: int, reason: str, actor: Actor) -> int:
    """Add to a stock, or take from it (below zero), and say why; how many are left.

    Raises `Refused`: `unknown_id` (404), `stock_is_not_counted`, `reward_branch_needed`, `stock_counted_in_all`,
    `not_between`, `less_than_nothing_left`, and what is wrong with the reason.
    """
    reason = parse_text(reason, field="reason")
    if change == 0 or abs(change) > MOST_COUNTED:
        raise Refused("not_between", field="change", least=-MOST_COUNTED, most=MOST_COUNTED)
    with club_transaction(club.id):
        reward = lock_reward(club, reward_id)
        _check_place(reward, branch)
        stock, _ = Stock.objects.get_or_create(club_id=club.id, reward=reward, branch_id=branch)
        before = stock.left
        stock.left += change
        if stock.left < 0:
            raise Refused("less_than_nothing_left", field="change", left=before)
        if stock.left > MOST_COUNTED:
            raise Refused("not_between", field="change", least=-MOST_COUNTED, most=MOST_COUNTED - before)
        stock.save(update_fields=["left"])
        StockChange.objects.create(
            club_id=club.id, stock=stock, change=change, left=stock.left, reason=reason, by=actor.called
        )
        audit.record_deed(
            club.id, actor, "reward.stock_changed", public_id("rwd", reward.pk),
            {"branch_id": branch, "left": before}, {"branch_id": branch, "left": stock.left, "reason": reason},
        )  # fmt: skip
    return stock.left


def _check_place(reward: Reward, branch: int | None) -> None:
    if reward.stocked == "unlimited":
        raise Refused("stock_is_not_counted", field="change")
    if reward.stocked == "branch" and branch is None:
        raise Refused("reward_branch_needed", field="branch")
    if reward.stocked == "all" and branch is not None:
        raise Refused("stock_counted_in_all", field="branch")
