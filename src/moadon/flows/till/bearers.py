"""Gift cards that receipts are paid with: found by their codes, locked with the members' wallets, opened by PIN."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from moadon.apps.cards import queries as cards
from moadon.apps.cards.types import CardSeen, Guesser, hash_code, owner_of
from moadon.apps.clubs.types import ClubInfo
from moadon.engine.rules import GIFT_CARD, RESERVED
from moadon.flows.cards.guessing import must_be_patient, must_open, must_pay, note_guesses
from moadon.flows.till.types import DraftRedeem, ReceiptDraft
from moadon.kernel.refusals import Refused
from moadon.store import ask
from moadon.store.questions import Asking

Wallet = tuple[int, str]


@dataclass(slots=True)
class Bearers:
    """The cards that drafts name: their rows by code, what they are, and who has guessed how often."""

    rows: dict[str, int] = field(default_factory=dict)
    seen: dict[int, CardSeen] = field(default_factory=dict)
    guessed: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def row_of(self, redeem: DraftRedeem) -> int | None:
        """The card that a redemption takes from, if there is one."""
        return redeem.card if redeem.card is not None else self.rows.get(redeem.code or "")

    def owner_of(self, redeem: DraftRedeem, member: int | None) -> int | None:
        """Whose value a redemption takes: the card's, or the member's."""
        if not redeem.names_card:
            return member
        row = self.row_of(redeem)
        return None if row is None else owner_of(row)

    def wallets(self, drafts: Iterable[tuple[int | None, ReceiptDraft]]) -> set[Wallet]:
        """Stored value that these receipts, each of a member or of nobody, are paid with."""
        found = set()
        for member, draft in drafts:
            for redeem in draft.redeem:
                owner = self.owner_of(redeem, member) if redeem.wallet in RESERVED else None
                if owner is not None:
                    found.add((owner, redeem.wallet))
        return found

    def all_rows(self, drafts: Iterable[ReceiptDraft]) -> list[int]:
        """Every card that these receipts take from."""
        found = {self.row_of(redeem) for draft in drafts for redeem in draft.redeem if redeem.names_card}
        return sorted(row for row in found if row is not None)

    def opened(self, redeem: DraftRedeem, caller: str, most_wrong: int) -> CardSeen:
        """The card that pays. A guess is noted. Raises `Refused` as `must_open` and `must_pay`, `too_many_guesses`."""
        row = self.row_of(redeem)
        seen = self.seen.get(row) if row is not None else None
        if redeem.card is not None and seen is not None:
            return must_pay(seen)
        must_be_patient([self.guessed.get(caller, 0) + self.wrong.count(caller)])
        try:
            opened = must_open(seen, redeem.pin, most_wrong)
        except Refused:
            self.wrong.append(caller)
            raise
        return must_pay(opened)

    def keep_guesses(self, club: ClubInfo) -> None:
        """Remember what was guessed, if anything was. Nothing is asked where no PIN was wrong."""
        tried = [one for one in self.seen.values() if one.touched]
        if self.wrong or tried:
            who = [digest for caller in self.wrong for digest in Guesser(caller).hashes(club.id)]
            note_guesses(club, who, tried)


def ask_bearers(asking: Asking, club: ClubInfo, drafts: Sequence[ReceiptDraft]) -> Callable[[], Bearers]:
    """Find the cards that drafts name by code, and how often their callers have guessed. No statement for no card."""
    named = [(draft, one) for draft in drafts for one in draft.redeem if one.code is not None]
    if not named:
        return Bearers
    hashes = {hash_code(club.id, one.code): one.code for _, one in named if one.code is not None}
    callers = {Guesser(draft.caller).hashes(club.id)[0]: draft.caller for draft, _ in named if draft.caller}
    rows = asking(cards.asking_codes(sorted(hashes)))
    guessed = asking(cards.asking_guesses(sorted(callers)))

    def found() -> Bearers:
        counts = {callers[digest]: number for digest, number in guessed.get().items()}
        return Bearers({hashes[digest]: row for digest, row in rows.get().items()}, guessed=counts)

    return found


def ask_seen(asking: Asking, bearers: Bearers, drafts: Iterable[tuple[int | None, ReceiptDraft]]) -> Callable[[], None]:
    """What the cards of these receipts are now. To be asked after their accounts are locked; no statement for none."""
    rows = bearers.all_rows(draft for _, draft in drafts)
    if not rows:
        return lambda: None
    seen = asking(cards.asking_seen(rows))
    return lambda: bearers.seen.update(seen.get())


def load_seen(bearers: Bearers, drafts: Iterable[ReceiptDraft]) -> None:
    """The same for a quote, with nothing locked."""
    rows = bearers.all_rows(drafts)
    if rows:
        seen = ask(cards.asking_seen(rows))
        bearers.seen.update(seen)


def key_of(wallet: str, card: int | None) -> str:
    """What a receipt remembers of who paid: a wallet of its member, or a card by its row."""
    return wallet if card is None else f"{GIFT_CARD}:{card}"


def payer_of(key: str, member: int | None) -> Wallet:
    """The owner and wallet behind such a memory."""
    code, _, card = key.partition(":")
    return (owner_of(int(card)) if card else member or 0, code)
