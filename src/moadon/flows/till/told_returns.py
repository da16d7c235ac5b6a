"""What the till is told of a return: what was taken back, what was given back, what to hand out."""

from moadon.engine.rules import Wallet
from moadon.flows.till.answers import dumps, lots_told, speaker_of, wallets_told, words
from moadon.flows.till.pieces import Piece
from moadon.flows.till.returning import Judged, TakenBack
from moadon.flows.till.scene import Scene
from moadon.kernel.ids import public_id
from moadon.kernel.money import QUANTITY_PLACES, format_decimal, trim_decimal
from moadon.kernel.shapes import Shapes


def answer(judged: Judged, scene: Scene) -> str:
    """The answer to a return as JSON text."""
    shapes = speaker_of(scene, judged.draft.language)
    places = scene.club.exponent
    sale = judged.story.sale
    told: dict[str, object] = {
        "id": public_id("rcp", judged.receipt_id),
        "number": judged.draft.number,
        "of": public_id("rcp", sale.id),
        "state": judged.state,
        "total": format_decimal(sum(p.total for p in judged.pieces), places),
        "discount": format_decimal(sum(p.discount for p in judged.pieces), places),
        "refund": format_decimal(judged.refund, places),
        "withheld": format_decimal(judged.withheld, places),
        "lines": [_line(piece, places) for piece in judged.pieces if piece.quantity or piece.allowance],
        "repriced": _repriced(judged, places),
        "promotions": _promotions(judged, shapes, places),
        "taken_back": [_taken(taken, shapes) for taken in judged.taken],
        "given_back": [
            {
                "wallet": given.wallet.id,
                "amount": format_decimal(given.amount, given.wallet.places),
                "available": format_decimal(given.spendable, given.wallet.places),
                "lots": lots_told(given.lots, given.wallet),
                **({} if given.card is None else {"card": public_id("gft", given.card)}),
            }
            for given in judged.given
        ],
        "credited": format_decimal(judged.credited, places),
        "cards": [
            {
                "card": public_id("gft", one.id),
                "voided": format_decimal(one.voided, places),
                "spent": format_decimal(one.spent, places),
            }
            for one in judged.ended
        ],
        "wallets": [] if sale.member_id is None else wallets_told(scene, sale.member_id),
    }
    return dumps(told)


def _repriced(judged: Judged, places: int) -> list[dict[str, object]]:
    """Lines that stay at another price."""
    return [
        {"line": piece.line.key, "amount": format_decimal(piece.discount + piece.allowance, places)}
        for piece in judged.pieces
        if not piece.quantity and piece.discount + piece.allowance
    ]


def _promotions(judged: Judged, shapes: Shapes, places: int) -> list[dict[str, object]]:
    """What each promotion takes off the sale less than before."""
    return [
        {
            "rule": change.rule,
            "programme": live.code,
            "version": live.version,
            "amount": format_decimal(-change.amount, places),
            "why": words().tell(change.why, shapes),
        }
        for live, change in judged.repriced
    ]


def _line(piece: Piece, places: int) -> dict[str, object]:
    told: dict[str, object] = {
        "line": piece.line.key,
        "quantity": trim_decimal(piece.quantity, QUANTITY_PLACES),
        "total": format_decimal(piece.total, places),
        "discount": format_decimal(piece.discount, places),
    }
    if not piece.quantity:
        told["amount"] = format_decimal(piece.allowance, places)
    return told


def _taken(back: TakenBack, shapes: Shapes) -> dict[str, object]:
    def amount(units: int, wallet: Wallet = back.wallet) -> str:
        return format_decimal(units, wallet.places)

    return {
        "wallet": back.wallet.id,
        "amount": amount(-back.earning.amount),
        "rule": back.earning.rule,
        "programme": back.programme,
        "version": back.version,
        "arrears": amount(back.taken.arrears),
        "withheld": amount(back.taken.refund),
        "forgiven": amount(back.taken.forgiven),
        "why": words().tell(back.earning.why, shapes),
    }
