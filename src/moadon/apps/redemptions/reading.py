"""From what was typed of a reward to what is kept: every field checked, every fault named."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes import queries as programmes
from moadon.apps.redemptions.types import KINDS, LONGEST_KEPT, MOST_COUNTED, MOST_WAYS, RewardFields, WayDraft
from moadon.engine.rules import Wallet
from moadon.kernel.calendars import PERIOD_KINDS
from moadon.kernel.money import parse_decimal
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.kernel.sentences import LANGUAGES
from moadon.kernel.texts import parse_code, parse_text

LONGEST_DESCRIPTION = 1000


def columns_of(club: ClubInfo, fields: RewardFields) -> dict[str, Any]:
    """What of these fields is kept, by column. Inside a transaction of the club.

    Raises `RefusedMany` that names each field at fault.
    """
    read: dict[str, Any] = {}
    faults: list[Refused] = []
    for name, value in fields.items():
        try:
            read[name] = _READERS[name](club, value)
        except RefusedMany as many:
            faults += many.refusals
        except Refused as refusal:
            faults.append(refusal)
    if faults:
        raise RefusedMany(faults)
    return read


def check_whole(columns: Mapping[str, Any]) -> None:
    """Raise `Refused` where fields that are right by themselves do not go together."""
    first, last = columns["first_day"], columns["last_day"]
    if first is not None and last is not None and last < first:
        raise Refused("ends_before_it_begins", field="last_day")
    if not (columns["pick_up"] or columns["delivery"]):
        raise Refused("reward_arrives_nowhere", field="pick_up")
    if columns["stocked"] == "branch" and not columns["pick_up"]:
        raise Refused("stock_of_branches_is_picked_up", field="stocked")


def _texts(longest: int, *, needed: bool) -> Callable[[ClubInfo, Mapping[str, str], str], dict[str, str]]:
    def read(club: ClubInfo, given: Mapping[str, str], field: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for language, text in given.items():
            if language not in LANGUAGES:
                raise Refused("unknown_language", field=f"{field}.{language[:10]}", given=language[:10])
            told = parse_text(text, field=f"{field}.{language}", longest=longest, needed=False)
            if told:
                found[language] = told
        first = club.languages[0]
        if needed and first not in found:
            raise Refused("empty", field=f"{field}.{first}")
        return found

    return read


_names, _descriptions = _texts(200, needed=True), _texts(LONGEST_DESCRIPTION, needed=False)


def _ways(club: ClubInfo, given: Sequence[WayDraft]) -> list[dict[str, object]]:
    if not 0 < len(given) <= MOST_WAYS:
        raise Refused("reward_needs_ways", field="ways", most=MOST_WAYS)
    wallets = {code: holder.wallets[code] for code, holder in programmes.shelf(club).wallets().items()}
    faults: list[Refused] = []
    read: list[dict[str, object]] = []
    for i, draft in enumerate(given):
        try:
            read.append(_way(club, draft, wallets))
        except Refused as refusal:
            faults.append(refusal.at(f"ways.{i}"))
    ids = [str(way["id"]) for way in read]
    faults += [
        Refused("way_twice", field=f"ways.{i}.id", given=one[:40]) for i, one in enumerate(ids) if one in ids[:i]
    ]
    if faults:
        raise RefusedMany(faults)
    return read


def _way(club: ClubInfo, draft: WayDraft, wallets: Mapping[str, Wallet]) -> dict[str, object]:
    wallet = wallets.get(draft.wallet)
    if wallet is None:
        raise Refused("unknown_wallet", field="wallet", given=draft.wallet[:40])
    money = parse_decimal(draft.money, club.exponent, field="money")
    if money < 0:
        raise Refused("below_zero", field="money")
    name = parse_code(draft.id, field="id") if draft.id else wallet.id + ("-money" if money else "")
    tiers = {
        parse_code(level, field="tiers"): _above_zero(price, wallet, f"tiers.{level[:40]}")
        for level, price in draft.tiers.items()
    }
    amount = _above_zero(draft.amount, wallet, "amount")
    return {"id": name, "wallet": wallet.id, "amount": amount, "money": money, "tiers": tiers}


def _above_zero(text: str, wallet: Wallet, field: str) -> int:
    amount = parse_decimal(text, wallet.places, field=field)
    if amount <= 0:
        raise Refused("not_above_zero", field=field)
    return amount


def _branches(club: ClubInfo, codes: Sequence[str]) -> list[int]:
    known = {row.code: row.pk for row in clubs.branches(club).filter(code__in=list(codes))}
    for i, code in enumerate(codes):
        if code not in known:
            raise Refused("unknown_branch", field=f"branches.{i}", given=code[:64])
    return sorted(set(known.values()))


def _codes(field: str) -> Callable[[ClubInfo, Sequence[str]], list[str]]:
    return lambda _, given: sorted({parse_code(code, field=field) for code in given})


def _one_of(field: str, known: Sequence[str]) -> Callable[[ClubInfo, str], str]:
    def read(_: ClubInfo, given: str) -> str:
        if given not in known:
            raise Refused("unknown_value", field=field, given=given[:40])
        return given

    return read


def _between(field: str, least: int, most: int) -> Callable[[ClubInfo, int | None], int | None]:
    def read(_: ClubInfo, given: int | None) -> int | None:
        if given is not None and not least <= given <= most:
            raise Refused("not_between", field=field, least=least, most=most)
        return given

    return read


def _as_it_is(_: ClubInfo, given: object) -> object:
    return given


_READERS: Mapping[str, Callable[[ClubInfo, Any], Any]] = {
    "kind": _one_of("kind", KINDS),
    "sku": lambda _, given: parse_text(given, field="sku", needed=False),
    "names": lambda club, given: _names(club, given, "names"),
    "descriptions": lambda club, given: _descriptions(club, given, "descriptions"),
    "ways": _ways,
    "tiers": _codes("tiers"),
    "segments": _codes("segments"),
    "first_day": _as_it_is,
    "last_day": _as_it_is,
    "per_member": _between("per_member", 1, MOST_COUNTED),
    "period": _one_of("period", (*PERIOD_KINDS, "ever")),
    "in_all": _between("in_all", 1, MOST_COUNTED),
    "stocked": _one_of("stocked", ("unlimited", "all", "branch")),
    "kept_minutes": _between("kept_minutes", 1, LONGEST_KEPT),
    "branches": _branches,
    "pick_up": _as_it_is,
    "delivery": _as_it_is,
    "position": _between("position", 0, MOST_COUNTED),
    "active": _as_it_is,
}
