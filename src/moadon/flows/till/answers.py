"""What the till is told, as JSON text: decimals as strings, ids opaque, every reason in words."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import orjson

from moadon.apps.clubs.types import ClubInfo
from moadon.engine.ledger import LotState
from moadon.engine.rules import AWAITED, PRICE, Depth, Near, Programme, Reason, Wallet, at_depth, catalogue
from moadon.flows.naming import names_of_reasons
from moadon.flows.till.judging import Judged, Spent
from moadon.flows.till.levels import tiers_told
from moadon.flows.till.rows import wallet_states
from moadon.flows.till.scene import Scene
from moadon.kernel.calendars import Calendar
from moadon.kernel.ids import public_id
from moadon.kernel.money import format_decimal
from moadon.kernel.sentences import Catalogue, Message
from moadon.kernel.shape_words import Language
from moadon.kernel.shapes import Shapes


@lru_cache(maxsize=1)
def words() -> Catalogue:
    """The sentences of till and rules together."""
    own = Catalogue.load(Path(__file__).parent / "words")
    return catalogue().joined(own)


def speaker_of(scene: Scene, language: str | None) -> Shapes:
    """Who puts things into words for one caller."""
    return speaker_for(scene.club, language, scene.language)


def speaker_for(club: ClubInfo, language: str | None, otherwise: str) -> Shapes:
    """The same for a club; `otherwise` is the language of who asks for none that the house speaks."""
    chosen = language if language in ("en", "he", "fa") else otherwise
    return _speaker(chosen, club.currency, club.calendar, club.time_zone)


@lru_cache(maxsize=256)
def _speaker(language: Language, currency: str, calendar: Calendar, zone: str) -> Shapes:
    """One for all receipts, so that a sum that was shaped once is found again."""
    return Shapes(language, currency, calendar, zone)


def dumps(answer: object) -> str:
    """JSON text, compact, in its own script."""
    return orjson.dumps(answer).decode()


def moment_text(moment: datetime | None) -> str | None:
    """An RFC 3339 time, or null."""
    return None if moment is None else moment.isoformat()


def evaluation(judged: Judged, scene: Scene, *, committed: bool) -> dict[str, object]:
    """An evaluation; a committed one also carries the receipt's id and number."""
    shapes = speaker_of(scene, judged.draft.language)
    places = scene.club.exponent
    answer: dict[str, object] = {}
    if committed:
        answer = {"id": public_id("rcp", judged.receipt_id), "number": judged.draft.number}
    answer["total"] = format_decimal(judged.total, places)
    answer["discount"] = format_decimal(judged.discount, places)
    answer["to_pay"] = format_decimal(judged.total - judged.discount - judged.redeemed, places)
    answer["lines"] = _lines(judged, shapes, places)
    answer["awards"] = _awards(judged, shapes)
    answer["redeemed"] = [_redeemed(spent, scene) for spent in judged.spent]
    answer["near"] = _near(judged, shapes, places)
    answer["not_applied"] = [
        {"rule": no.rule, "programme": told.code, "code": no.code, "why": _say(no.why, shapes)}
        for told in judged.told
        for no in told.evaluation.not_applied
    ]
    answer["gifts"], answer["offers"] = _gifts(judged), _offers(judged, shapes, places)
    lives = [told.live for told in judged.told]
    answer["tiers"] = tiers_told(judged.ready, lives, scene, lambda why: _say(why, shapes))
    answer["wallets"] = [] if judged.member_id is None else wallets_told(scene, judged.member_id)
    return answer


def _redeemed(spent: Spent, scene: Scene) -> dict[str, object]:
    """What paid; of a gift card also which one, and what is left on it."""
    told: dict[str, object] = {
        "wallet": spent.wallet.id,
        "amount": format_decimal(spent.amount, spent.wallet.places),
        "lots": lots_told(spent.lots, spent.wallet),
    }
    if spent.card is not None:
        left = scene.available(scene.accounts[spent.owner, spent.wallet.id])
        told |= {"card": public_id("gft", spent.card), "left": format_decimal(left, spent.wallet.places)}
    return told


def _gifts(judged: Judged) -> list[dict[str, object]]:
    return [
        {"rule": gift.rule, "programme": told.code, "sku": gift.sku, "quantity": str(gift.units)}
        for told in judged.told
        for gift in told.evaluation.gifts
    ]


def _offers(judged: Judged, shapes: Shapes, places: int) -> list[dict[str, object]]:
    return [
        {
            "rule": offer.rule,
            "programme": told.code,
            "wallet": offer.wallet,
            "amount": format_decimal(offer.points, told.programme.wallets[offer.wallet].places),
            "saves": format_decimal(offer.saves, places),
            "why": _say(offer.why, shapes),
        }
        for told in judged.told
        for offer in told.evaluation.offers
    ]


def _lines(judged: Judged, shapes: Shapes, places: int) -> list[dict[str, object]]:
    """Each line with what every promotion of every programme takes off it."""
    nothing = format_decimal(0, places)
    lines: list[dict[str, object]] = []
    off = [line.discount for line in judged.lines]
    given: list[list[dict[str, object]]] = [[] for _ in judged.lines]
    for told in judged.told:
        code = told.code
        whys = {applied.rule: _say(applied.why, shapes) for applied in told.evaluation.promotions}
        for i, outcome in enumerate(told.evaluation.lines if whys else ()):
            for rule, amount in outcome.discounts:
                off[i] += amount
                given[i].append(
                    {"rule": rule, "programme": code, "amount": format_decimal(amount, places), "why": whys[rule]}
                )
    for line, discount, discounts in zip(judged.lines, off, given, strict=True):
        lines.append(
            {
                "id": line.id,
                "total": format_decimal(line.total, places),
                "discount": format_decimal(discount, places) if discount else nothing,
                "discounts": discounts,
            }
        )
    return lines


def reasons(judged: Judged, scene: Scene, depth: Depth) -> list[dict[str, object]]:
    """The reason tree of each live programme, in words."""
    return reasons_told(scene.club, judged.reasons, depth, speaker_of(scene, judged.draft.language))


def reasons_told(club: ClubInfo, trees: Sequence[Reason], depth: Depth, shapes: Shapes) -> list[dict[str, object]]:
    """Trees of reasons in words, goods and branches as the club calls them. Three statements at most."""
    told = [at_depth(one, depth) for one in trees]
    speaker = shapes.calling(names_of_reasons(club, told))
    return [_reason_told(one, speaker) for one in told]


def _reason_told(one: Reason, shapes: Shapes) -> dict[str, object]:
    return {
        "kind": one.kind,
        "subject": one.subject,
        "holds": one.holds,
        "why": _say(one.why, shapes),
        "within": [_reason_told(inner, shapes) for inner in one.within],
    }


def _say(why: Message, shapes: Shapes) -> str:
    return words().tell(why, shapes)


def _awards(judged: Judged, shapes: Shapes) -> list[dict[str, object]]:
    return [
        {
            "wallet": earning.wallet,
            "amount": format_decimal(earning.amount, told.programme.wallets[earning.wallet].places),
            "rule": earning.rule,
            "programme": told.code,
            "version": told.version or None,
            "active_at": None if earning.active_at == AWAITED else moment_text(earning.active_at),
            "expires_at": moment_text(earning.expires_at),
            "why": _say(earning.why, shapes),
        }
        for told in judged.told
        for earning in told.evaluation.earnings
        if earning.amount
    ]


def _near(judged: Judged, shapes: Shapes, places: int) -> list[dict[str, object]]:
    near = [(near, told) for told in judged.told for near in told.evaluation.near]
    near.sort(key=lambda pair: (pair[0].counted, pair[0].missing, pair[0].rule))
    return [
        {
            "rule": one.rule,
            "programme": told.code,
            **near_figures(one, told.programme, places),
            "why": _say(one.why, shapes),
        }
        for one, told in near
    ]


def near_figures(near: Near, programme: Programme, places: int) -> dict[str, object]:
    """What is missing to more, and what it would get, as text; `places` are the currency's."""
    priced = near.wallet == PRICE
    return {
        "wallet": None if priced else near.wallet,
        "missing": str(near.missing) if near.counted else format_decimal(near.missing, places),
        "gets": format_decimal(near.gets, places if priced else programme.wallets[near.wallet].places),
    }


def lots_told(lots: Sequence[tuple[LotState, int]], wallet: Wallet) -> list[dict[str, object]]:
    """Which lots value came from or went back to."""
    return [
        {
            "lot": public_id("lot", lot.id) if lot.id else None,
            "amount": format_decimal(amount, wallet.places),
            "expires_at": moment_text(lot.expires_at),
        }
        for lot, amount in lots
    ]


def wallets_told(scene: Scene, member: int) -> list[dict[str, object]]:
    """What the member has of every wallet."""
    return [
        {
            "wallet": wallet.id,
            "kind": wallet.kind,
            "balance": format_decimal(account.stands_at, wallet.places),
            "available": format_decimal(scene.available(account), wallet.places),
        }
        for wallet, account in wallet_states(scene, member)
    ]
