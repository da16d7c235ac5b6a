"""What the manager decides for the whole club, checked."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Final

from moadon.apps.clubs.types import ClubSettings, Expectation, Role
from moadon.engine.identity import parse_email
from moadon.kernel.money import parse_decimal, trim_decimal
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.kernel.texts import parse_text

SHARE_PLACES: Final = 6
_MOST_DAYS = 3660
_MOST_AUDITORS: Final = 20
_PROOFS: Final = ("code", "pin", "device")
_CHOICES: Final = {
    "unknown_sku": ("take", "refuse"),
    "stopped_receipts": ("refuse", "review"),
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
    "proof_floor_money": 10**12,
    "proof_floor_points": 10**12,
    "code_minutes": 60,
    "gift_months": 1200,
    "return_credit_months": 1200,
    "wrong_pins": 20,
}
_LEAST: Final = {"code_minutes": 1, "wrong_pins": 1}
_MAY_BE_NONE: Final = (
    "notice_months", "proof_floor_money", "proof_floor_points", "gift_months", "return_credit_months",
)  # fmt: skip
"""Left out: what the law of the club's country asks for, or never."""
_ACCOUNTS: Final = ("account_sales", "account_owed", "account_redeemed", "account_breakage", "account_tax")


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
        if name in _MAY_BE_NONE and value is None:
            continue
        least = _LEAST.get(name, 0)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Refused("not_between", field=f"settings.{name}", least=least, most=most)
    _check_proofs(settings)
    accounts = {name: parse_text(getattr(settings, name), field=f"settings.{name}", needed=False) for name in _ACCOUNTS}
    expected = tuple(sorted((_expectation(*row) for row in settings.expected_redemption), key=lambda one: one.since))
    auditors = _auditors(settings.auditors)
    return asdict(settings) | accounts | {"expected_redemption": expected, "auditors": auditors}


def _check_proofs(settings: ClubSettings) -> None:
    """Raise `Refused` where a proof is unknown, or none is taken though proof is asked for."""
    given = settings.proof_kinds
    if not isinstance(given, tuple | list):
        raise Refused("not_a_list", field="settings.proof_kinds")
    for kind in given:
        if kind not in _PROOFS:
            raise Refused("unknown_value", field="settings.proof_kinds", given=str(kind)[:40])
    if settings.asks_for_proof and not given:
        raise Refused("no_proof_taken", field="settings.proof_kinds")


def _auditors(given: object) -> tuple[str, ...]:
    if not isinstance(given, tuple | list):
        raise Refused("not_a_list", field="settings.auditors")
    if len(given) > _MOST_AUDITORS:
        raise Refused("too_long", field="settings.auditors", most=_MOST_AUDITORS)
    try:
        return tuple(dict.fromkeys(parse_email(str(one)) for one in given))
    except Refused as refused:
        raise Refused(refused.code, field="settings.auditors", given=refused.params.get("given", "")) from None


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
