"""Everything that a batch of receipts needs to know, looked up set-based before any of them is judged."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from moadon.apps.cards.types import SoldCard
from moadon.apps.catalogue import actions as catalogue_writes
from moadon.apps.catalogue import queries as catalogue
from moadon.apps.catalogue.types import ProductInfo, UnknownProduct
from moadon.apps.clubs import actions as club_writes
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import ClubInfo, Shop, TillCode
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef, MemberSeen
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import Shelf
from moadon.apps.receipts import queries as receipts
from moadon.apps.rewards import actions as reward_writes
from moadon.apps.rewards import queries as rewards
from moadon.apps.rewards.types import MemberProgress, SharedKey
from moadon.engine.ledger import AccountState, HoldState
from moadon.engine.rules import NOTHING_YET, Buyer, Clock, Programme, Progress, Standing, reserved_wallets
from moadon.engine.rules import Wallet as RuleWallet
from moadon.flows.credentials.guard import Guard
from moadon.flows.tiers.book import Book
from moadon.flows.till.bearers import Bearers, ask_bearers
from moadon.flows.till.coupons import Coupons, ask_coupons
from moadon.flows.till.types import DraftLine, ReceiptDraft
from moadon.kernel.calendars import local_day
from moadon.store import together
from moadon.store.questions import Asking

Wallet = tuple[int, str]


@dataclass
class Scene:
    """What is known while a batch is judged. `accounts` are locked; all sums change as receipts are judged.

    `bearers`: gift cards that pay; `stored`: wallets of stored value that are asked for beside those of programmes.
    `tied`: what of each balance cannot be spent; `holds`: those that redemptions name, by id.
    `sold`: gift cards that sales sold whose goods come back, with `holds_of` each owner; `ended_holds`: those let go.
    `guard`: whether value may leave; None in a trial of somebody who is no member. `made_up`: who buys in a trial, in
    place of a member. `book`: levels held; `joined`: when members joined whose goods come back.
    """

    club: ClubInfo
    now: datetime
    language: str
    shop: Shop
    shelf: Shelf
    tills: dict[TillCode, int] = field(default_factory=dict)
    members: Mapping[MemberRef, MemberSeen] = field(default_factory=dict)
    products: dict[str, ProductInfo] = field(default_factory=dict)
    accounts: dict[Wallet, AccountState] = field(default_factory=dict)
    tied: dict[Wallet, int] = field(default_factory=dict)
    holds: dict[str, HoldState] = field(default_factory=dict)
    bearers: Bearers = field(default_factory=Bearers)
    stored: set[Wallet] = field(default_factory=set)
    progress: dict[tuple[int, str, str, str], Progress] = field(default_factory=dict)
    shared: dict[SharedKey, Progress] = field(default_factory=dict)
    first_purchases: dict[int, datetime] = field(default_factory=dict)
    guard: Guard | None = None
    holds_of: dict[int, list[HoldState]] = field(default_factory=dict)
    ended_holds: list[HoldState] = field(default_factory=list)
    sold: dict[int, list[SoldCard]] = field(default_factory=dict)
    made_up: Buyer | None = None
    coupons: Coupons = field(default_factory=Coupons)
    book: Book = field(init=False)
    joined: dict[int, datetime] = field(default_factory=dict)
    _clocks: dict[str | None, Clock] = field(default_factory=dict)
    _wallets: dict[str, Programme] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.book = Book(self.shelf)

    def clock_of(self, branch: str | None) -> Clock:
        """Whose days count for a receipt of this branch."""
        clock = self._clocks.get(branch)
        if clock is None:
            seen = self.shop.branches.get(branch) if branch else None
            zone = (seen.time_zone if seen else None) or self.club.time_zone
            clock = self._clocks[branch] = Clock(zone, self.club.calendar, self.club.week_start)
        return clock

    def business_date(self, at: datetime, branch: str | None) -> date:
        """The local date of a receipt."""
        return local_day(at, self.clock_of(branch).zone)

    def wallets(self) -> dict[str, Programme]:
        """Every wallet that a programme of the club knows, by code, with a programme that says how it is counted."""
        if not self._wallets:
            self._wallets = dict(sorted(self.shelf.wallets(self.now).items()))
        return self._wallets

    def wallet(self, code: str) -> RuleWallet | None:
        """How a wallet is counted: one of a programme's, or stored value."""
        holder = self.wallets().get(code)
        return holder.wallets[code] if holder else reserved_wallets(self.club.exponent).get(code)

    def wallets_of(self, members_of: Iterable[int]) -> list[Wallet]:
        """Every wallet of these members, in the order in which they are locked."""
        return [(member, code) for member in sorted(set(members_of)) for code in self.wallets()]

    def standing(self, member: int, programme: str, keys: Iterable[tuple[str, str]]) -> Standing:
        """How far a member is, as the engine reads it."""
        found = self.progress.get
        return {(rule, period): found((member, programme, rule, period), NOTHING_YET) for rule, period in keys}

    def together(self, programme: str, keys: Iterable[tuple[str, str]]) -> Standing:
        """What all members together have got, as the engine reads it."""
        found = self.shared.get
        return {key: found(SharedKey(programme, *key), NOTHING_YET) for key in keys}

    def buys_first(self, member: int, at: datetime) -> bool:
        """Whether a member who buys at `at` has bought nothing before. Known only where a programme asks."""
        first = self.first_purchases.get(member)
        return first is None or at < first

    def bought(self, member: int, at: datetime) -> None:
        """Note a purchase, so that the next receipt of the batch is not taken for the first."""
        if self.buys_first(member, at):
            self.first_purchases[member] = at

    def available(self, account: AccountState) -> int:
        """What can be spent: the balance less what is set aside, what has lapsed and was not swept out yet, and what
        is owed, which what is let go pays first."""
        return max(0, account.stands_at - self.tied.get((account.owner, account.wallet), 0))


def open_scene(club: ClubInfo, now: datetime, drafts: Sequence[ReceiptDraft], language: str) -> Scene:
    """Look up shop, members and programmes for `drafts`. Four statements, one wait; nothing is locked yet."""
    with together() as asking:
        opened = ask_scene(asking, club, drafts)
    return opened(now, language)


def ask_scene(asking: Asking, club: ClubInfo, drafts: Sequence[ReceiptDraft]) -> Callable[[datetime, str], Scene]:
    """`open_scene` among other questions; what is returned gives the scene when the block of questions has ended."""
    asked_shop = asking(
        clubs.asking_shop(
            {d.branch for d in drafts if d.branch},
            {_till_of(d) for d in drafts if d.till},
            {d.employee for d in drafts if d.employee},
        )
    )
    shelf = asking(programmes.asking_shelf(club))
    bearers = ask_bearers(asking, club, drafts)
    refs = sorted({d.member for d in drafts if d.member}, key=lambda ref: ref.value)
    found = asking(members.asking_refs(club, refs))
    coupons = ask_coupons(asking, club, drafts)
    products = asking(catalogue.asking_products({line.sku for d in drafts for line in d.lines}))

    def opened(now: datetime, language: str) -> Scene:
        shop = asked_shop.get()
        scene = Scene(club, now, language, shop, shelf.get(), dict(shop.tills), found.get(), products.get())
        scene.bearers = bearers()
        scene.coupons = coupons()
        return scene

    return opened


def _till_of(draft: ReceiptDraft) -> TillCode:
    return (draft.branch, draft.till or "")


def make_missing(scene: Scene, drafts: Sequence[ReceiptDraft]) -> None:
    """Make the tills and, where the club takes them, the products that these receipts are first to name.

    No statement when nothing is missing.
    """
    tills = {_till_of(d) for d in drafts if d.till} - scene.tills.keys()
    if tills:
        scene.tills.update(club_writes.make_tills(scene.club.id, scene.shop, tills))
    lines = {line.sku: line for d in drafts for line in d.lines if line.sku not in scene.products}
    if lines:
        unknown = [unknown_product(line) for line in lines.values()]
        scene.products.update(catalogue_writes.take_unknown(scene.club.id, unknown))


def unknown_product(line: DraftLine) -> UnknownProduct:
    """What a line tells of a product that the catalogue does not know."""
    return UnknownProduct(line.sku, line.name or "", line.category, line.brand, line.unit_cost, line.unit_price)


def lock_and_load(scene: Scene, members_of: Iterable[int], keys: Iterable[MemberProgress], at: datetime) -> None:
    """Lock every wallet of these members and read, under the locks, what they have and how far they are.

    Four statements and one wait. Whoever judges or corrects a member's value holds these locks, so nothing moves
    meanwhile.
    """
    with together() as asking:
        locked = ask_locked(asking, scene, members_of, list(keys), at)
    locked()


def ask_shared(asking: Asking, scene: Scene, keys: Iterable[SharedKey], *, lock: bool) -> Callable[[], None]:
    """What all members together have got; with `lock` nobody else gets anything of it until the transaction ends.

    To be asked after the members' wallets, so that everybody locks in one order. No statement where nothing is
    limited for all.
    """
    wanted = sorted(set(keys))
    if not wanted:
        return lambda: None
    if lock:
        asking(reward_writes.making_shared(scene.club.id, wanted))
    found = asking(rewards.asking_shared(wanted, lock=lock))

    def read() -> None:
        scene.shared.update({key: Progress(*row) for key, row in found.get().items()})

    return read


def ask_locked(
    asking: Asking,
    scene: Scene,
    members_of: Iterable[int],
    keys: Sequence[MemberProgress],
    at: datetime,
    *,
    wait: bool = True,
) -> Callable[[], set[int]]:
    """`lock_and_load` among other questions; what is returned fills the scene when the block has ended.

    It gives the members and cards whose wallets somebody else holds: none with `wait`. In a club that has no
    wallets the members themselves are held: what limits and levels count must not move either.
    """
    ours = sorted(set(members_of))
    wallets = scene.wallets_of(ours)
    held = asking(members.asking_held(ours, wait=wait)) if ours and not wallets else None
    wallets += sorted(scene.stored)
    asking(ledger_writes.making_accounts(scene.club.id, wallets))
    accounts = asking(ledger.asking_accounts(wallets, lock=True, wait=wait))
    tied = asking(ledger.asking_tied(wallets, at))
    progress = asking(rewards.asking_progress(keys))

    def locked() -> set[int]:
        scene.accounts, scene.tied = accounts.get(), tied.get()
        scene.progress = {key: Progress(*row) for key, row in progress.get().items()}
        busy = {wallet[0] for wallet in wallets if wallet not in scene.accounts}
        return busy if held is None else busy | (set(ours) - held.get())

    return locked


def ask_first_purchases(asking: Asking, scene: Scene, members_of: Iterable[int]) -> Callable[[], None]:
    """When these members first bought. No statement for none."""
    wanted = sorted(set(members_of))
    if not wanted:
        return lambda: None
    found = asking(receipts.asking_first_purchases(wanted))
    return lambda: scene.first_purchases.update(found.get())


def load_unlocked(
    scene: Scene,
    members_of: Iterable[int],
    keys: Iterable[MemberProgress],
    shared: Iterable[SharedKey],
    *,
    firsts: bool,
) -> None:
    """Read what these members have and how far they are, for a quote; with `firsts`, when they first bought.

    Three to five statements, one wait.
    """
    wallets = [*scene.wallets_of(members_of), *sorted(scene.stored)]
    with together() as asking:
        read = ask_shared(asking, scene, shared, lock=False)
        bought = ask_first_purchases(asking, scene, members_of if firsts else ())
        accounts = asking(ledger.asking_accounts(wallets))
        tied = asking(ledger.asking_tied(wallets, scene.now))
        progress = asking(rewards.asking_progress(keys))
    scene.accounts = {wallet: AccountState(0, *wallet) for wallet in wallets}
    scene.accounts.update(accounts.get())
    scene.tied = tied.get()
    scene.progress = {key: Progress(*row) for key, row in progress.get().items()}
    read()
    bought()


def with_unknown(scene: Scene, drafts: Sequence[ReceiptDraft]) -> None:
    """Let products that the catalogue does not know stand for themselves, without listing them. One statement."""
    lines = {line.sku: line for d in drafts for line in d.lines if line.sku not in scene.products}
    paths = catalogue.category_paths({line.category for line in lines.values() if line.category})
    for sku, line in lines.items():
        categories = paths.get(line.category, (line.category,)) if line.category else ()
        scene.products[sku] = ProductInfo(
            0, sku, line.name or "", categories, line.brand, line.unit_cost, line.tax_rate
        )
