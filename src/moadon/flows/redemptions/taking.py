"""Asking for a reward: value, stock and limits move together, or not at all."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.credentials.types import Proof
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger_reads
from moadon.apps.programmes import queries as programmes
from moadon.apps.redemptions import actions, queries
from moadon.apps.redemptions.models import Redemption, Reward
from moadon.engine import ledger
from moadon.engine.ledger import AccountState, Posting, holds
from moadon.engine.redemptions import Way, why_not
from moadon.engine.rules import Wallet
from moadon.flows.credentials import Spent, Wanted, require
from moadon.flows.holds.guarding import shown
from moadon.flows.holds.lapsing import end_overdue
from moadon.flows.holds.telling import typed
from moadon.flows.redemptions.asking import Place, Wish, asked_of, reward_named
from moadon.flows.redemptions.lapsing import expire_held
from moadon.flows.redemptions.people import Asker, asker_of, branch_row, counted_since, find_member
from moadon.flows.redemptions.telling import called, fact, origin
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction, draw, retrying


@dataclass(frozen=True, slots=True)
class RedemptionDraft:
    """What is asked for. `proof`: what shows that it is the member who asks. `reference`: what the caller calls it."""

    wish: Wish
    proof: str | None = None
    reference: str = ""


def redeem(club: ClubInfo, draft: RedemptionDraft, actor: Actor, now: datetime) -> int:
    """Give a member a reward for what they saved; the row of the redemption.

    Where money has to be paid too, the value is set aside until it is, for as long as the reward says. Raises
    `Refused`: what `quote` does, every reason why they cannot have it, `not_enough_value`, and `proof_needed`,
    `wrong_proof` and the like (403).
    """
    reference = parse_text(draft.reference, field="reference", needed=False)
    proof = shown(club, draft.wish.member, draft.proof, actor, now)

    def work() -> int:
        with club_transaction(club.id):
            asker = asker_of(club, find_member(club, draft.wish.member), now)
            reward = reward_named(club, draft.wish.reward)
            place = Place(branch_row(draft.wish.branch), draft.wish.delivery)
            wallets = {code: one.wallets[code] for code, one in programmes.shelf(club).wallets(now).items()}
            # As tills do: wallets first, then what is counted.
            accounts = ledger_writes.lock_accounts(club.id, [(asker.member.id, code) for code in wallets])
            reward = actions.lock_reward(club, reward.pk)
            way = queries.offer_of(reward).way(draft.wish.way)
            if way.wallet not in wallets:
                raise Refused("unknown_wallet", field="way", given=way.wallet)
            _check(club, reward, asker, place, now)
            row = _new(reward, way, asker, place, now)
            row.reference = reference
            _prove(club, row, wallets[way.wallet], proof, actor)
            _pay(club, row, accounts[asker.member.id, way.wallet], wallets[way.wallet], reward)
            return _write(club, row, reward, actor)

    return retrying(work)


def _prove(club: ClubInfo, row: Redemption, wallet: Wallet, proof: Proof | Refused | None, actor: Actor) -> None:
    """Raise what keeps the value from leaving without another proof: now, also where it is only set aside yet."""
    spent = [Spent(wallet.id, wallet.kind, wallet.places, row.amount)]
    wanted = Wanted(row.member_id, spent, proof, public_id("rdm", row.pk))
    for refusal in require(club, [wanted], actor, row.asked_at):
        if refusal is not None:
            raise refusal


def _check(club: ClubInfo, reward: Reward, asker: Asker, place: Place, now: datetime) -> None:
    """Raise the weightiest reason why they cannot have it, what nobody paid for in time given back first."""
    expire_held(reward, now)
    had = queries.had_since(asker.member.id, [(reward.pk, counted_since(club, reward, now))])
    stocks = queries.stocks_of([reward.pk]).get(reward.pk, {})
    asked = asked_of(reward, asker, place, had.get(reward.pk, 0), stocks)
    for refusal in why_not(queries.offer_of(reward), asked):
        raise refusal


def _new(reward: Reward, way: Way, asker: Asker, place: Place, now: datetime) -> Redemption:
    unpaid = way.money > 0
    # Its hold names it and it names its hold, so it is numbered before either is written.
    (number,) = draw({"redemptions_redemption": 1})["redemptions_redemption"]
    return Redemption(
        id=number,
        club_id=reward.club_id,
        reward=reward,
        member_id=asker.member.id,
        state="unpaid" if unpaid else "asked",
        names=reward.names,
        kind=reward.kind,
        sku=reward.sku,
        way=way.id,
        wallet=way.wallet,
        amount=way.price(asker.levels),
        money=way.money,
        branch_id=place.branch,
        delivery=place.delivery,
        code="".join(secrets.choice(queries.ALPHABET) for _ in range(queries.CODE_LENGTH)),
        asked_at=now,
        changed_at=now,
        expires_at=now + timedelta(minutes=reward.kept_minutes) if unpaid else None,
    )


def _pay(club: ClubInfo, row: Redemption, account: AccountState, wallet: Wallet, reward: Reward) -> None:
    """Take the value, or set it aside where money has to come with it."""
    ledger_reads.load_lots([account])
    end_overdue(club.id, [account], row.asked_at)
    row.stock = actions.take_one(reward, row.branch_id)
    if row.expires_at is not None:
        with typed(club, wallet):
            hold = holds.place(account, row.amount, called(row, club.languages[0]), row.asked_at, row.expires_at)
        hold.redemption = row.pk
        ledger_writes.place_hold(club.id, hold)
        row.hold = hold.id
        return
    posting = Posting("redemption", row.member_id, row.asked_at)
    with typed(club, wallet):
        ledger.spend(account, posting, row.amount, row.asked_at, origin(row, "redemption.taken"))
    ledger_writes.number([posting], [account])
    ledger_writes.post(club.id, [posting], [account])
    row.transaction = posting.id


def _write(club: ClubInfo, row: Redemption, reward: Reward, actor: Actor) -> int:
    actions.add_redemption(row, actor.called)
    audit.write_facts(club.id, [fact("RewardRedeemed", row, row.asked_at)])
    told = {"reward": reward.code, "way": row.way, "amount": row.amount, "money": row.money, "branch_id": row.branch_id}
    audit.record_deed(club.id, actor, "redemption.made", public_id("rdm", row.pk), None, told)
    return int(row.pk)
