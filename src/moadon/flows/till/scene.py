"""Everything that a batch of receipts needs to know, looked up set-based before any of them is judged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

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
from moadon.apps.rewards import queries as rewards
from moadon.apps.rewards.types import MemberProgress
from moadon.engine.ledger import AccountState
from moadon.engine.rules import Clock, Programme, Progress, Standing
from moadon.flows.till.types import DraftLine, ReceiptDraft
from moadon.kernel.calendars import local_day

Wallet = tuple[int, str]


@dataclass(slots=True)
class Scene:
    """What is known while a batch is judged. `accounts` are locked; all sums change as receipts are judged."""

    club: ClubInfo
    now: datetime
    language: str
    shop: Shop
    shelf: Shelf
    tills: dict[TillCode, int] = field(default_factory=dict)
    members: Mapping[MemberRef, MemberSeen] = field(default_factory=dict)
    products: dict[str, ProductInfo] = field(default_factory=dict)
    accounts: dict[Wallet, AccountState] = field(default_factory=dict)
    lapsed: dict[int, int] = field(default_factory=dict)
    progress: dict[MemberProgress, Progress] = field(default_factory=dict)

    def clock_of(self, branch: str | None) -> Clock:
        """Whose days count for a receipt of this branch."""
        seen = self.shop.branches.get(branch) if branch else None
        zone = (seen.time_zone if seen else None) or self.club.time_zone
        return Clock(zone, self.club.calendar, self.club.week_start)

    def business_date(self, at: datetime, branch: str | None) -> date:
        """The local date of a receipt."""
        return local_day(at, self.clock_of(branch).zone)

    def wallets(self) -> dict[str, Programme]:
        """Every wallet that a programme of the club knows, with a programme that says how it is counted."""
        return self.shelf.wallets()

    def standing(self, member: int, programme: str, keys: Iterable[tuple[str, str]]) -> Standing:
        """How far a member is, as the engine reads it."""
        nothing = Progress()
        return {key: self.progress.get(MemberProgress(member, programme, *key), nothing) for key in keys}

    def available(self, account: AccountState) -> int:
        """What can be spent: the balance less what has lapsed and not been swept out yet."""
        return max(0, account.balance - self.lapsed.get(account.id, 0))


def open_scene(club: ClubInfo, now: datetime, drafts: Sequence[ReceiptDraft], language: str) -> Scene:
    """Look up shop, members and programmes for `drafts`. Five statements; nothing is locked yet."""
    shop = clubs.shop_by_codes(
        {d.branch for d in drafts if d.branch},
        {_till_of(d) for d in drafts if d.till},
        {d.employee for d in drafts if d.employee},
    )
    scene = Scene(club, now, language, shop, programmes.shelf(club))
    scene.members = members.find_refs(club, sorted({d.member for d in drafts if d.member}, key=lambda ref: ref.value))
    scene.products = catalogue.products_by_sku({line.sku for d in drafts for line in d.lines})
    scene.tills = dict(shop.tills)
    return scene


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
        unknown = [_unknown(line) for line in lines.values()]
        scene.products.update(catalogue_writes.take_unknown(scene.club.id, unknown))


def _unknown(line: DraftLine) -> UnknownProduct:
    return UnknownProduct(line.sku, line.name or "", line.category, line.brand, line.unit_cost, line.unit_price)


def lock_and_load(scene: Scene, members_of: Iterable[int], keys: Iterable[MemberProgress], at: datetime) -> None:
    """Lock every wallet of these members and read, under the locks, what they have and how far they are.

    Four statements. Whoever judges or corrects a member's value holds these locks, so nothing moves meanwhile.
    """
    codes = sorted(scene.wallets())
    scene.accounts = ledger_writes.lock_accounts(scene.club.id, [(m, code) for m in members_of for code in codes])
    scene.lapsed = ledger.lapsed_unswept([a.id for a in scene.accounts.values()], at)
    found = rewards.progress_of(keys)
    scene.progress = {key: Progress(*row) for key, row in found.items()}


def load_unlocked(scene: Scene, members_of: Iterable[int], keys: Iterable[MemberProgress]) -> None:
    """Read what these members have and how far they are, for a quote. Three statements."""
    wallets = [(m, code) for m in members_of for code in sorted(scene.wallets())]
    scene.accounts = {wallet: AccountState(0, *wallet) for wallet in wallets}
    scene.accounts.update(ledger.account_states(wallets))
    scene.lapsed = ledger.lapsed_unswept([a.id for a in scene.accounts.values()], scene.now)
    scene.progress = {key: Progress(*row) for key, row in rewards.progress_of(keys).items()}


def with_unknown(scene: Scene, drafts: Sequence[ReceiptDraft]) -> None:
    """Let products that the catalogue does not know stand for themselves, without listing them. One statement."""
    lines = {line.sku: line for d in drafts for line in d.lines if line.sku not in scene.products}
    paths = catalogue.category_paths({line.category for line in lines.values() if line.category})
    for sku, line in lines.items():
        categories = paths.get(line.category, (line.category,)) if line.category else ()
        scene.products[sku] = ProductInfo(
            0, sku, line.name or "", categories, line.brand, line.unit_cost, line.tax_rate
        )
