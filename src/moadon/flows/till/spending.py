"""What redemptions take from: what is free of a wallet, or what a hold has set aside."""

from collections.abc import Iterable

from moadon.apps.ledger import queries as ledger
from moadon.engine.ledger import AccountState, HoldState, LotState, Origin, Posting, holds
from moadon.engine.rules import Wallet
from moadon.flows.holds.telling import typed
from moadon.flows.till.scene import Scene
from moadon.flows.till.types import DraftRedeem
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused


def load_spending(scene: Scene, spending: Iterable[tuple[int | None, DraftRedeem]]) -> list[AccountState]:
    """Load the lots of the wallets that these members' redemptions take from, and the holds that they name.

    Gives the accounts. One statement, and one where holds are named; none where nothing is redeemed.
    """
    wanted = list(spending)
    owner_of = scene.bearers.owner_of
    wallets = {(owner_of(redeem, member), redeem.wallet) for member, redeem in wanted}
    accounts = [account for wallet, account in scene.accounts.items() if wallet in wallets and account.id]
    if accounts:
        ledger.load_lots(accounts)
        rows = {row for _, redeem in wanted if redeem.hold and (row := row_of_hold(redeem.hold))}
        scene.holds = {public_id("hld", hold.id or 0): hold for hold in ledger.load_holds(accounts, sorted(rows))}
    return accounts


def row_of_hold(text: str) -> int | None:
    """The row that a hold's id stands for; None for a text that is no such id."""
    try:
        return row_id("hld", text)
    except Refused:
        return None


def hold_named(redeem: DraftRedeem, wallet: Wallet, amount: int, account: AccountState, scene: Scene) -> HoldState:
    """The hold that a redemption names.

    Raises `Refused`: `unknown_hold` for none of this member's wallet, `hold_ended`, `hold_of_redemption` (409),
    `more_than_held`.
    """
    hold = scene.holds.get(redeem.hold or "")
    if hold is None or hold.account is not account:
        raise Refused("unknown_hold", field="hold", given=(redeem.hold or "")[:40])
    if hold.redemption is not None:
        raise Refused("hold_of_redemption", field="hold", status=409)
    with typed(scene.club, wallet):
        holds.check(hold, amount, scene.now)
    return hold


def take_held(
    hold: HoldState, amount: int, posting: Posting, origin: Origin, scene: Scene
) -> tuple[list[tuple[LotState, int]], Posting]:
    """Spend what a hold has set aside; the lots it took, and what it let go paid of what was owed."""
    taken = holds.post(hold, posting, amount, scene.now, origin)
    # Nothing is tied by it any more; what it took of what has ended was tied as well, and is gone.
    free = sum(part for lot, part in hold.parts if not lot.ended(scene.now))
    gone = sum(part for lot, part in taken if lot.ended(scene.now))
    scene.tied[hold.account.owner, hold.account.wallet] -= free + gone
    return taken, holds.settle(hold, scene.now)
