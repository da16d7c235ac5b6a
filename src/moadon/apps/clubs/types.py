"""Plain values of the club that every floor above may hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, NamedTuple, TypedDict

from moadon.apps.clubs.stored_value import LAWFUL_GIFT, LAWFUL_RETURN_CREDIT, longer
from moadon.kernel.calendars import Calendar, local_day
from moadon.kernel.ids import public_id
from moadon.kernel.money import exponent_of


class Role(StrEnum):
    """What a person may do in a club, from most to least. A manager of one branch is its branch manager.

    Software is no person: it calls by a key, whose `Scope` says what it may.
    """

    OWNER = "owner"
    MANAGER = "manager"
    CASHIER = "cashier"
    AUDITOR = "auditor"
    ANALYST = "analyst"


class Scope(StrEnum):
    """What a key may do: everything, all that a shop or a till system connects for, a till's work, only reading, or
    only reading what tells nothing of who members are.
    """

    ALL = "all"
    INTEGRATION = "integration"
    TILL = "till"
    READ = "read"
    FIGURES = "figures"


class Expectation(NamedTuple):
    """Which share of a wallet's value is expected to be redeemed, by estimates from a day (ISO) on: "0.95"."""

    wallet: str
    since: str
    share: str


@dataclass(frozen=True, slots=True)
class ClubSettings:
    """What the manager decides for the whole club.

    `unknown_sku`: take a sku that the catalogue does not know and list it, or refuse the receipt.
    `spent_before_return`: value already spent when its sale is returned becomes arrears, is taken from the
    refund as far as that goes, or is forgiven up to `forgive_limit` a return (minor units); the rest becomes arrears.
    Value that was spent on a receipt and has expired since comes back expired, or with `grace_days` to live.
    `future_minutes`: how far a till's clock may be ahead. `stopped_receipts`: those of employees and tills that are
    stopped are refused, or taken and put before somebody, with what they give set aside. `notice_months`: how long
    before it counts a change for the worse is announced; None: what the law of the club's country asks for.
    `second_factor`: the roles whose people come into the office by a second factor only. `requests_a_minute`: of one
    key in one web process; 0: as many as it likes.
    `coupon_after_return`: of a code whose sale came back. `coupons_with_receipts`: set by pools that are printed.
    `gift_months`, `return_credit_months`: how long gift cards and loaded money, and credit for a return, are good for;
    None: what the law of the country asks for, else for ever; less counts as that. `wrong_pins` lock a card.
    For the accountant: `cohort` is the period by which value is followed from its issue on. `expected_redemption` are
    the club's own estimates, the oldest first; a wallet without one is estimated from its history. `voucher_tax`: a
    voucher of one purpose is taxed when it is sold, one of many when it is redeemed. `account_...` are names in the
    club's own chart of accounts; an empty one is told in the reader's words.

    `proof_floor_...`: how much may leave a member's wallets within 24 hours without a proof that it is them, in minor
    units of credit and gifts and in whole points; 0: nothing, None: as much as there is. `proof_kinds`: the proofs that
    are taken. `code_minutes`: how long a one-time code lives. `auditors`: the addresses to which the newest checkpoint
    of the books is mailed every morning.
    """

    unknown_sku: Literal["take", "refuse"] = "take"
    spent_before_return: Literal["arrears", "refund", "forgive"] = "arrears"
    forgive_limit: int = 0
    grace_days: int = 0
    future_minutes: int = 15
    stopped_receipts: Literal["refuse", "review"] = "refuse"
    notice_months: int | None = None
    cohort: Literal["month", "year"] = "month"
    expected_redemption: tuple[Expectation, ...] = ()
    voucher_tax: Literal["multi_purpose", "single_purpose"] = "multi_purpose"
    account_sales: str = ""
    account_owed: str = ""
    account_redeemed: str = ""
    account_breakage: str = ""
    account_tax: str = ""
    second_factor: tuple[str, ...] = ()
    requests_a_minute: int = 0
    proof_floor_money: int | None = None
    proof_floor_points: int | None = None
    proof_kinds: tuple[str, ...] = ("code", "pin", "device")
    code_minutes: int = 10
    auditors: tuple[str, ...] = ()
    gift_months: int | None = None
    return_credit_months: int | None = None
    wrong_pins: int = 5
    coupon_after_return: Literal["back", "kept"] = "back"
    coupons_with_receipts: bool = False

    @property
    def asks_for_proof(self) -> bool:
        """Whether value of any kind is ever spent by proof only."""
        return self.proof_floor_money is not None or self.proof_floor_points is not None


LAWFUL_NOTICE: Mapping[str, int] = {"IL": 3}
"""Months of notice that a country's law asks for (Israel: Consumer Protection Law, section 16A)."""


@dataclass(frozen=True, slots=True)
class ClubInfo:
    """A club as the rest of the house sees it."""

    id: int
    slug: str
    name: str
    currency: str
    time_zone: str
    calendar: Calendar = "gregorian"
    week_start: int = 6
    languages: tuple[str, ...] = ("en", "he", "fa")
    region: str = "IL"
    brand_colour: str = "#0b5f7a"
    settings: ClubSettings = field(default_factory=ClubSettings)

    @property
    def exponent(self) -> int:
        """Decimals of the club's currency."""
        return exponent_of(self.currency)

    @property
    def notice_months(self) -> int:
        """How many months before it counts a change that is worse for members must be announced; 0: none."""
        lawful = LAWFUL_NOTICE.get(self.region, 0)
        chosen = self.settings.notice_months
        return lawful if chosen is None else max(lawful, chosen)

    @property
    def gift_months(self) -> int:
        """For how many months gift cards and loaded money are good; 0: for ever."""
        return longer(LAWFUL_GIFT.get(self.region, 0), self.settings.gift_months)

    @property
    def return_credit_months(self) -> int:
        """For how many months credit for a return is good; 0: for ever."""
        return longer(LAWFUL_RETURN_CREDIT.get(self.region, 0), self.settings.return_credit_months)

    def day_of(self, moment: datetime) -> date:
        """The club's own date at `moment`."""
        return local_day(moment, self.time_zone)


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """Who calls: a key of one club with one scope and, for a till, one branch with its code."""

    id: int
    club_id: int
    scope: Scope
    branch_id: int | None = None
    name: str = ""
    branch_code: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something, for the log of deeds: a user, a key, or the system itself."""

    kind: Literal["user", "key", "system"]
    id: int | None = None
    name: str = ""
    address: str = ""

    @property
    def caller(self) -> str:
        """The name under which answers are remembered: keys and users never share one."""
        return f"{self.kind}:{self.id or 0}"

    @property
    def called(self) -> str:
        """What records that are kept call them: a key without a name by its id, the house itself `moadon`."""
        return self.name or ("moadon" if self.id is None else public_id(self.kind, self.id))


SYSTEM = Actor("system")


@dataclass(frozen=True, slots=True)
class BranchInfo:
    """A branch as the till sees it. `time_zone` None: the club's."""

    id: int
    code: str
    name: str
    time_zone: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class EmployeeInfo:
    """Somebody who serves, as the till sees them."""

    id: int
    code: str
    name: str
    branch_id: int | None
    active: bool
    stopped: bool = False


TillCode = tuple[str | None, str]
"""A till as a receipt names it: code of the branch (None for a till of no branch) and its own code."""


@dataclass(frozen=True, slots=True)
class Shop:
    """What the codes on receipts stand for; codes that are unknown are not in it."""

    branches: Mapping[str, BranchInfo]
    employees: Mapping[str, EmployeeInfo]
    tills: Mapping[TillCode, int]
    stopped_tills: frozenset[TillCode] = frozenset()


@dataclass(frozen=True, slots=True)
class ShopCodes:
    """Codes of branches, employees and tills by their rows."""

    branches: Mapping[int, str]
    employees: Mapping[int, str]
    tills: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class RoleInClub:
    """What one person is in one club. `branch_id`: they see this branch only."""

    club_id: int
    user_id: int
    role: Role
    branch_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewClub:
    """A club to make, as typed. What is left out follows from the time zone: country, calendar, first day of the week.

    `week_start` counts from Monday = 0. `languages` in the order in which the club uses them.
    """

    slug: str
    name: str
    currency: str
    time_zone: str
    languages: tuple[str, ...] = ("en", "he", "fa")
    region: str | None = None
    calendar: str | None = None
    week_start: int | None = None
    brand_colour: str = "#0b5f7a"


class ClubChanges(TypedDict, total=False):
    """What may be changed of a club; `settings` holds only those to change. The currency stays for ever."""

    name: str
    time_zone: str
    languages: tuple[str, ...]
    brand_colour: str
    settings: Mapping[str, object]


class BranchChanges(TypedDict, total=False):
    """What may be changed of a branch. `active` False closes it."""

    code: str
    name: str
    time_zone: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key just made. The secret is shown this once and kept nowhere."""

    id: int
    secret: str
