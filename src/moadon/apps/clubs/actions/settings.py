"""What the manager decides for the whole club, checked."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Final

from moadon.apps.clubs.types import ClubSettings, Expectation, Role
from moadon.kernel.money import parse_decimal, trim_decimal
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.kernel.texts import parse_text

SHARE_PLACES: Final = 6
_MOST_DAYS = 3660
_CHOICES: Final = {
    "unknown_sku": ("take", "refuse"),
    "spent_before_return": ("arrears", "refund", "forgive"),
    "cohort": ("month", "year"),
    "coupon_after_return": ("back", "kept"),
    "coupons_with_receipts": (True, False),
    "voucher_tax": ("multi_purpose", "single_purpose"),
}
_LIMITS: Final = {
    "forgive_limit": 10**12,
    "grace_days": _MOST_DAYS,
    "future_minutes": 24 * 60,
    "notice_months": 36,
    "requests_a_minute": 10**6,
}
_ACCOUNTS: Final = ("account_sales", "account_owed", "account_redeemed", "account_breakage")


def checked_settings(kept: ClubSettings, changes: Mapping[str, object]) -> dict[str, object]:
    """All settings as they are kept, with these changes. Raises `Refused` naming the setting at fault."""
    known = {f.name for f in fields(ClubSettings)}
    unknown = [Refused("unknown_field", field=f"settings.{name}"[:200]) for name in changes if name not in known]
    if unknown:
        raise RefusedMany(unknown)
    settings = replace(kept, **changes)  # type: ignore[arg-type]
    for name, allowed in _CHOICES.items():
        if getattr(settings, name) not in allowed:
            raise Refused("unknown_value", field=f"settings.{name}", given=str(getattr(settings, name))[:40])
    _check_roles(settings.second_factor)
    for name, most in _LIMITS.items():
        value = getattr(settings, name)
        if name == "notice_months" and value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise Refused("not_between", field=f"settings.{name}", least=0, most=most)
    accounts = {name: parse_text(getattr(settings, name), field=f"settings.{name}", needed=False) for name in _ACCOUNTS}
    expected = tuple(sorted((_expectation(*row) for row in settings.expected_redemption), key=lambda one: one.since))
    return asdict(settings) | accounts | {"expected_redemption": expected}


def _check_roles(given: object) -> None:
    if not isinstance(given, tuple | list):
        raise Refused("not_a_list", field="settings.second_factor")
    for role in given:
        if role not in set(Role):
            raise Refused("unknown_role", field="settings.second_factor", given=str(role)[:40])


def read_expectations(text: str) -> tuple[Expectation, ...]:
    """Estimates as they are typed: each a wallet, a day and a share, one a line or with semicolons between them.

    Raises `Refused("not_an_expectation")`.
    """
    lines = [line.split() for part in text.splitlines() for line in part.split(";") if line.strip()]
    return tuple(_expectation(*line) for line in lines)


def _expectation(*words: str) -> Expectation:
    if len(words) == 3 and (share := _share(words[2])) is not None and (since := _day(words[1])) is not None:
        return Expectation(words[0], since, share)
    raise Refused("not_an_expectation", field="settings.expected_redemption", given=" ".join(map(str, words))[:80])


def _share(text: str) -> str | None:
    try:
        share = parse_decimal(text, SHARE_PLACES)
    except Refused:
        return None
    return trim_decimal(share, SHARE_PLACES) if 0 <= share <= 10**SHARE_PLACES else None


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
