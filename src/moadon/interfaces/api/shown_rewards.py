"""The redemption catalogue as callers see it."""

from collections.abc import Iterable, Mapping, Sequence

from moadon.apps.clubs import queries as clubs
from moadon.apps.programmes import queries as programmes
from moadon.apps.redemptions import queries
from moadon.apps.redemptions.models import Redemption, Reward, StockChange
from moadon.engine.rules import Wallet
from moadon.flows.redemptions import Choice
from moadon.interfaces.api import shown
from moadon.interfaces.api.callers import Caller
from moadon.kernel.ids import public_id
from moadon.kernel.money import format_decimal
from moadon.ui.words import tell_refusal


def rewards_told(caller: Caller, rows: Sequence[Reward]) -> list[dict[str, object]]:
    """Rewards with their stock. Three statements."""
    stocks = queries.stocks_of(row.pk for row in rows)
    places = {branch for row in rows for branch in row.branches}
    codes = clubs.branch_codes(places | {b for some in stocks.values() for b in some if b is not None})
    wallets = _wallets(caller)
    return [_reward(caller, row, stocks.get(row.pk, {}), codes, wallets) for row in rows]


def _reward(
    caller: Caller,
    row: Reward,
    stock: Mapping[int | None, int],
    codes: Mapping[int, str],
    wallets: Mapping[str, Wallet],
) -> dict[str, object]:
    counted = {branch: left for branch, left in stock.items() if (branch is None) == (row.stocked == "all")}
    plain = (
        "code", "kind", "sku", "names", "descriptions", "tiers", "segments", "per_member", "period", "in_all", "taken",
        "stocked", "kept_minutes", "pick_up", "delivery", "position", "active", "edition",
    )  # fmt: skip
    told: dict[str, object] = {name: getattr(row, name) for name in plain}
    return told | {
        "id": public_id("rwd", row.pk),
        "ways": [_way(caller, way, wallets) for way in row.ways],
        "first_day": row.first_day.isoformat() if row.first_day else None,
        "last_day": row.last_day.isoformat() if row.last_day else None,
        "left": None if row.stocked == "unlimited" else sum(counted.values()),
        "stock": [
            {"branch": codes[branch], "left": left}
            for branch, left in counted.items()
            if branch is not None and row.stocked == "branch"
        ],
        "branches": [codes[branch] for branch in row.branches],
    }


def _way(caller: Caller, way: Mapping[str, object], wallets: Mapping[str, Wallet]) -> dict[str, object]:
    places = _places(caller, wallets, str(way["wallet"]))
    tiers: Mapping[str, int] = way["tiers"]  # type: ignore[assignment]
    return {
        "id": way["id"],
        "wallet": way["wallet"],
        "amount": format_decimal(int(str(way["amount"])), places),
        "money": format_decimal(int(str(way["money"])), caller.club.exponent),
        "tiers": {level: format_decimal(price, places) for level, price in tiers.items()},
    }


def choice_told(caller: Caller, one: Choice) -> dict[str, object]:
    """A reward by one way as a member can have it, in the caller's language."""
    places, row = one.wallet.places, one.reward
    return {
        "reward": public_id("rwd", row.pk),
        "code": row.code,
        "name": in_language(caller, row.names),
        "description": in_language(caller, row.descriptions),
        "kind": row.kind,
        "way": one.way.id,
        "wallet": one.way.wallet,
        "price": format_decimal(one.price, places),
        "money": format_decimal(one.way.money, caller.club.exponent),
        "missing": format_decimal(one.missing, places),
        "left": one.left,
        "able": not one.against,
        "near": one.near,
        "why_not": [{"code": why.code, "why": tell_refusal(why, caller.shapes)} for why in one.against],
    }


def redemptions_told(caller: Caller, rows: Sequence[Redemption]) -> list[dict[str, object]]:
    """Redemptions with the codes of their branches. Two statements."""
    codes, wallets = clubs.branch_codes(row.branch_id for row in rows if row.branch_id), _wallets(caller)
    return [_redemption(caller, row, codes, wallets) for row in rows]


def one_told(caller: Caller, row: Redemption, *, code: bool) -> dict[str, object]:
    """A redemption with its steps and, with `code`, what the member shows to get it. Three statements."""
    (told,) = redemptions_told(caller, [row])
    steps = [
        {"state": one.state, "at": shown.moment(one.at), "by": one.by, "reason": one.reason}
        for one in queries.steps_of(row)
    ]
    return told | {"pick_up_code": queries.shown_code(row.code) if code else None, "steps": steps}


def _redemption(
    caller: Caller, row: Redemption, codes: Mapping[int, str], wallets: Mapping[str, Wallet]
) -> dict[str, object]:
    return {
        "id": public_id("rdm", row.pk),
        "reward": public_id("rwd", row.reward_id),
        "code": row.reward.code,
        "name": in_language(caller, row.names),
        "kind": row.kind,
        "sku": row.sku,
        "member": public_id("mbr", row.member_id),
        "state": row.state,
        "way": row.way,
        "wallet": row.wallet,
        "amount": format_decimal(row.amount, _places(caller, wallets, row.wallet)),
        "money": format_decimal(row.money, caller.club.exponent),
        "branch": codes.get(row.branch_id or 0),
        "delivery": row.delivery,
        "reference": row.reference,
        "asked_at": shown.moment(row.asked_at),
        "expires_at": shown.moment(row.expires_at),
        "changed_at": shown.moment(row.changed_at),
        "hold": shown.opaque("hld", row.hold),
        "receipt": shown.opaque("rcp", row.receipt),
    }


def stock_changes_told(rows: Sequence[StockChange]) -> list[dict[str, object]]:
    """Changes of stock with the codes of their branches. One statement."""
    codes = clubs.branch_codes(row.stock.branch_id for row in rows if row.stock.branch_id)
    return [
        {
            "at": shown.moment(row.at),
            "branch": codes.get(row.stock.branch_id or 0),
            "change": row.change,
            "left": row.left,
            "reason": row.reason,
            "by": row.by,
        }
        for row in rows
    ]


def in_language(caller: Caller, texts: Mapping[str, str]) -> str:
    """A text in the caller's language, else in the first of the club's that has one."""
    wanted: Iterable[str] = (caller.language, *caller.club.languages, *texts)
    return next((texts[language] for language in wanted if texts.get(language)), "")


def _wallets(caller: Caller) -> dict[str, Wallet]:
    return {code: holder.wallets[code] for code, holder in programmes.shelf(caller.club).wallets().items()}


def _places(caller: Caller, wallets: Mapping[str, Wallet], code: str) -> int:
    return wallets[code].places if code in wallets else caller.club.exponent
