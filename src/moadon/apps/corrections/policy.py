"""What a club decides about corrections, read and checked; and what a limit lets through."""

from collections.abc import Mapping
from typing import Final

from moadon.apps.clubs.types import Role
from moadon.apps.corrections.types import (
    BRANCH_MANAGER,
    COUNTED_PLACES,
    KEY,
    KINDS,
    ROLES,
    Limit,
    Policy,
    Reason,
    TransferTerms,
)
from moadon.kernel.money import parse_decimal
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import LANGUAGES
from moadon.kernel.texts import parse_code, parse_text

MOST_DAYS: Final = 90
MOST_REASONS: Final = 40
_NOTHING: Final = Limit("0", "0")
DEFAULT_LIMITS: Final[Mapping[tuple[str, str], Limit]] = {
    (Role.OWNER.value, "credit"): Limit(None, None),
    (Role.OWNER.value, "points"): Limit(None, None),
    (Role.MANAGER.value, "credit"): Limit("500", "2000"),
    (Role.MANAGER.value, "points"): Limit("5000", "20000"),
    (BRANCH_MANAGER, "credit"): Limit("50", "200"),
    (BRANCH_MANAGER, "points"): Limit("500", "2000"),
    (Role.CASHIER.value, "credit"): _NOTHING,
    (Role.CASHIER.value, "points"): _NOTHING,
    (KEY, "credit"): Limit("50", "200"),
    (KEY, "points"): Limit("500", "2000"),
}
_REASONS: Final = (
    ("goodwill", "A gesture of goodwill", "מחווה של רצון טוב", "برای جلب رضایت شما"),
    ("missing_receipt", "A purchase that was not recorded", "קנייה שלא נרשמה", "خریدی که ثبت نشده بود"),
    ("wrong_amount", "A wrong amount at the till", "סכום שגוי בקופה", "مبلغ اشتباه در صندوق"),
    ("wrong_member", "Recorded for another member", "נרשם על חבר מועדון אחר", "به نام عضو دیگری ثبت شده بود"),
    ("technical", "A technical fault", "תקלה טכנית", "خطای فنی"),
    ("misuse", "Misuse", "שימוש לרעה", "استفادهٔ نادرست"),
    ("undo", "A correction is undone", "תיקון שבוטל", "یک اصلاح لغو شد"),
)
DEFAULT_REASONS: Final = tuple(Reason(code, {"en": en, "he": he, "fa": fa}) for code, en, he, fa in _REASONS)
DEFAULT: Final = Policy(DEFAULT_LIMITS, DEFAULT_REASONS)


def counted(amount: int, places: int) -> int:
    """How much an amount of a wallet with so many decimals takes of a limit, whichever way it goes."""
    return abs(amount) * int(10 ** (COUNTED_PLACES - places))


def bound(text: str | None) -> int | None:
    """A limit's text in the units in which amounts are counted; None: no limit."""
    return None if text is None else parse_decimal(text, COUNTED_PLACES)


def covers(limit: Limit, wanted: int, authorised: int) -> bool:
    """Whether a limit covers `wanted`, after `authorised` on the same day; both as `counted`."""
    single, day = bound(limit.single), bound(limit.day)
    return (single is None or wanted <= single) and (day is None or authorised + wanted <= day)


def limit_of(policy: Policy, role: str, kind: str) -> Limit:
    """The limit of a role; of one that has none it is nothing."""
    return policy.limits.get((role, kind), _NOTHING)


def checked(policy: Policy, exponent: int) -> Policy:
    """`policy` with its texts made fit to keep. `exponent`: decimals of the club's currency.

    Raises `Refused` naming the field at fault.
    """
    if not 1 <= policy.days <= MOST_DAYS:
        raise Refused("not_between", field="days", least=1, most=MOST_DAYS)
    places = {"credit": exponent, "points": 2}
    places = {"credit": exponent, "points": 2}
    limits: dict[tuple[str, str], Limit] = {}
    for role in ROLES:
        for kind in KINDS:
            limits[role, kind] = _limit(limit_of(policy, role, kind), f"{role}_{kind}", places[kind])
    return Policy(
        limits, _reasons(policy.reasons), policy.days, {t.wallet: _terms(t) for t in policy.transfers.values()}
    )


def _limit(limit: Limit, name: str, places: int) -> Limit:
    single, day = (_amount(text, f"{name}_{part}", places) for part, text in zip(("single", "day"), limit, strict=True))
    return Limit(single, day)


def _amount(text: str | None, field: str, places: int) -> str | None:
    if text is None or not text.strip():
        return None
    if parse_decimal(text, places, field=field) < 0:
        raise Refused("below_zero", field=field)
    return text.strip()


def _reasons(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    if not 1 <= len(reasons) <= MOST_REASONS:
        raise Refused("not_between", field="reasons", least=1, most=MOST_REASONS)
    read = [
        Reason(
            parse_code(one.code, field="reasons"),
            {language: parse_text(one.name.get(language, ""), field="reasons", longest=120) for language in LANGUAGES},
        )
        for one in reasons
    ]
    if len({one.code for one in read}) < len(read):
        raise Refused("twice", field="reasons")
    return tuple(read)


def _terms(terms: TransferTerms) -> TransferTerms:
    name = "transfers"
    fee = parse_decimal(terms.fee, COUNTED_PLACES, field=name)
    if not 0 <= fee < 10**COUNTED_PLACES:
        raise Refused("not_a_share", field=name)
    single, day, month = (_amount(getattr(terms, part), name, COUNTED_PLACES) for part in ("single", "day", "month"))
    return TransferTerms(terms.wallet, single, day, month, terms.fee.strip(), terms.proof)
