"""Gift cards: sold, looked up, blocked, replaced, ended."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Query, Router
from procrastinate.contrib.django import app

from moadon.apps.cards import queries
from moadon.apps.cards.models import Card
from moadon.apps.cards.types import Guesser
from moadon.apps.clubs.permissions import May
from moadon.apps.ledger import queries as ledger
from moadon.engine.cards.codes import grouped
from moadon.engine.rules import GIFT_CARD
from moadon.flows.cards import ending, giving, looking, making
from moadon.flows.cards.coding import Secrets
from moadon.flows.cards.posting import Addressee
from moadon.interfaces.api import answers, shown, shown_cards
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.endpoints.members import entries_told
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.schemas import cards as shapes
from moadon.interfaces.api.schemas.members import Entries
from moadon.interfaces.api.schemas.values import Page, read
from moadon.interfaces.api.shown_wallets import last_day, terms_told
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.money import format_decimal
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

router = Router(tags=["Gift cards"])
_SOLD = {"amount": "100.00", "reference": "web order 812", "note": "Mazal tov, Dana!"}
_WHY = sends(shapes.Reason, {"reason": "Lost, says the customer"})


@router.post(
    "gift-cards",
    response={201: shapes.MadeGiftCard},
    operation_id="issueGiftCard",
    openapi_extra=sends(shapes.NewGiftCard, _SOLD),
)
def issue(request: ApiRequest) -> HttpResponse:
    """Make a gift card that was sold. Its code and PIN are in this answer and nowhere else, unless it is sent by
    e-mail: then they are in the letter and nowhere else."""
    caller, now = request.caller, datetime.now(UTC)
    caller.must(May.ISSUE_CARDS)
    body = read(shapes.NewGiftCard, request.sent)
    pin = body.pin or ("" if body.with_pin else None)
    to = None if body.send_to is None else Addressee(body.send_to.email, body.send_to.language)
    new = giving.NewCard(_sold(caller, body, body.amount), pin, body.member, body.note, to)
    with club_transaction(caller.club.id):
        made = giving.issue_card(caller.club, new, caller.actor, now)
        if to is None:
            return _made(caller, made, 201)
        app.configure_task("send").defer(club_id=caller.club.id)
        return _made(caller, made._replace(code="", pin=None), 201)


@router.get("gift-cards", response=shapes.GiftCards, operation_id="listGiftCards")
def list_cards(request: ApiRequest, wanted: Query[shapes.GiftCardsWanted]) -> HttpResponse:
    """Gift cards, newest first; a key of one branch sees those sold there."""
    caller = request.caller
    caller.must(May.READ_CARDS)
    with club_transaction(caller.club.id):
        rows = _seen(caller, queries.cards())
        named = {
            "member_id": ("mbr", wanted.member),
            "series_id": ("gfs", wanted.series),
            "sale": ("rcp", wanted.receipt),
        }
        for column, (prefix, given) in named.items():
            rows = rows if given is None else rows.filter(**{column: row_id(prefix, given)})
        rows = rows.filter(state=wanted.state) if wanted.state else rows
        rows = rows.filter(tail=wanted.tail.strip().upper()) if wanted.tail else rows
        return answers.told(page(rows, ("-id",), wanted, partial(shown_cards.cards, caller.club)))


@router.post(
    "gift-cards/balance",
    response=shapes.CardBalance,
    operation_id="readGiftCard",
    openapi_extra=sends(shapes.CodeAndPin, {"code": "7K4M-Q2XH-9TRW-E5DN", "pin": "4711"}),
)
def balance(request: ApiRequest) -> HttpResponse:
    """What is on a card, by its code and PIN. Wrong ones are counted: of the caller, the address and the card."""
    caller, now = request.caller, datetime.now(UTC)
    caller.must(May.USE_CARDS)
    body = read(shapes.CodeAndPin, request.sent)
    found = looking.look_up(caller.club, Guesser(caller.actor.caller, caller.address), body.code, body.pin, now)
    places = caller.club.exponent
    return answers.told(
        {
            "id": public_id("gft", found.card.id),
            "state": found.card.state,
            "balance": format_decimal(found.balance, places),
            "available": format_decimal(found.available, places),
            "expires_at": shown.moment(found.card.expires_at),
            "terms": terms_told(caller.club, GIFT_CARD, last_day(caller.club, found.card.expires_at)),
        }
    )


@router.post(
    "gift-cards/activate",
    response=shapes.GiftCard,
    operation_id="activateGiftCard",
    openapi_extra=sends(shapes.Activation, {"code": "7K4M-Q2XH-9TRW-E5DN", "reference": "receipt 10042"}),
)
def activate(request: ApiRequest) -> HttpResponse:
    """Make a printed card of a series worth its amount, as it is sold."""
    caller, now = request.caller, datetime.now(UTC)
    caller.must(May.USE_CARDS)
    body = read(shapes.Activation, request.sent)
    sold = _sold(caller, body, body.amount or "")
    return _one(caller, giving.activate_card(caller.club, body.code, sold, caller.actor, now))


@router.get("gift-cards/{card_id}", response=shapes.GiftCard, operation_id="getGiftCard")
def get(request: ApiRequest, card_id: str) -> HttpResponse:
    """One gift card, without its code."""
    request.caller.must(May.READ_CARDS)
    return _one(request.caller, row_id("gft", card_id))


@router.get("gift-cards/{card_id}/entries", response=Entries, operation_id="listGiftCardEntries")
def list_entries(request: ApiRequest, card_id: str, wanted: Query[Page]) -> HttpResponse:
    """What moved on a card, newest first."""
    caller = request.caller
    caller.must(May.READ_CARDS)
    with club_transaction(caller.club.id):
        card = _card(caller, row_id("gft", card_id))
        rows = ledger.entries_of(-card.pk)
        return answers.told(page(rows, ("-id",), wanted, partial(entries_told, caller, {})))


@router.post("gift-cards/{card_id}/block", response=shapes.GiftCard, operation_id="blockGiftCard", openapi_extra=_WHY)
def block(request: ApiRequest, card_id: str) -> HttpResponse:
    """Let nothing be spent from a card until it is let go again."""
    return _marked(request, card_id, ending.block_card)


@router.post(
    "gift-cards/{card_id}/unblock", response=shapes.GiftCard, operation_id="unblockGiftCard", openapi_extra=_WHY
)
def unblock(request: ApiRequest, card_id: str) -> HttpResponse:
    """Let a card pay again."""
    return _marked(request, card_id, ending.unblock_card)


@router.post("gift-cards/{card_id}/unlock", response=shapes.GiftCard, operation_id="unlockGiftCard", openapi_extra=_WHY)
def unlock(request: ApiRequest, card_id: str) -> HttpResponse:
    """Let a card pay again that wrong PINs have locked."""
    return _marked(request, card_id, ending.unlock_card)


@router.post("gift-cards/{card_id}/kill", response=shapes.Moved, operation_id="killGiftCard", openapi_extra=_WHY)
def kill(request: ApiRequest, card_id: str) -> HttpResponse:
    """End a card for ever. What was on it is voided."""
    caller, row, reason = _managed(request, card_id)
    return _moved(caller, row, ending.kill_card(caller.club, row, reason, caller.actor, datetime.now(UTC)))


@router.post(
    "gift-cards/{card_id}/replace", response=shapes.MadeGiftCard, operation_id="replaceGiftCard", openapi_extra=_WHY
)
def replace(request: ApiRequest, card_id: str) -> HttpResponse:
    """Move all of a lost card to a new one. The new code and PIN are in this answer and nowhere else."""
    caller, row, reason = _managed(request, card_id)
    return _made(caller, ending.replace_card(caller.club, row, reason, caller.actor, datetime.now(UTC)), 200)


@router.post(
    "gift-cards/{card_id}/attach",
    response=shapes.Moved,
    operation_id="attachGiftCard",
    openapi_extra=sends(shapes.Attachment, {"member": "mbr_0c5z3k7q1m9xw"}),
)
def attach(request: ApiRequest, card_id: str) -> HttpResponse:
    """Put all of a card on a member's account, where it is spent without its code."""
    caller = request.caller
    caller.must(May.USE_CARDS)
    body, row = read(shapes.Attachment, request.sent), row_id("gft", card_id)
    _visible(caller, row)
    return _moved(caller, row, ending.attach_card(caller.club, row, body.member, caller.actor, datetime.now(UTC)))


@router.post(
    "gift-cards/{card_id}/code",
    response=shapes.MadeGiftCard,
    operation_id="tellGiftCardCode",
    openapi_extra=sends(shapes.Nothing, {}, needed=False),
)
def tell_code(request: ApiRequest, card_id: str) -> HttpResponse:
    """The code of a card that a return has made, this once."""
    caller, row = request.caller, row_id("gft", card_id)
    caller.must(May.ISSUE_CARDS)
    read(shapes.Nothing, request.sent)
    _visible(caller, row)
    return _made(caller, making.hand_out_code(caller.club, row, caller.actor), 200)


def _sold(caller: Caller, body: shapes.SoldBy, amount: str) -> giving.Sold:
    return giving.Sold(amount, body.receipt, body.line, body.reference, caller.key.branch_id)


def _seen(caller: Caller, rows: QuerySet[Card]) -> QuerySet[Card]:
    """What the caller may see: all, or those sold in their branch."""
    own = caller.key.branch_id
    return rows if own is None else rows.filter(branch_id=own)


def _card(caller: Caller, row: int) -> Card:
    found = _seen(caller, queries.cards()).filter(id=row).first()
    if found is None:
        raise Refused("unknown_id", status=404, given=public_id("gft", row))
    return found


def _visible(caller: Caller, row: int) -> None:
    with club_transaction(caller.club.id):
        _card(caller, row)


def _managed(request: ApiRequest, card_id: str) -> tuple[Caller, int, str]:
    caller = request.caller
    caller.must(May.MANAGE_CARDS)
    return caller, row_id("gft", card_id), read(shapes.Reason, request.sent).reason


def _marked(request: ApiRequest, card_id: str, mark: Callable[..., None]) -> HttpResponse:
    caller, row, reason = _managed(request, card_id)
    mark(caller.club, row, reason, caller.actor)
    return _one(caller, row)


def _one(caller: Caller, row: int) -> HttpResponse:
    with club_transaction(caller.club.id):
        return answers.told(shown_cards.cards(caller.club, [_card(caller, row)])[0])


def _made(caller: Caller, made: Secrets, status: int) -> HttpResponse:
    with club_transaction(caller.club.id):
        told = shown_cards.cards(caller.club, [queries.card(made.card)])[0]
    response = answers.told(told | {"code": grouped(made.code) or None, "pin": made.pin}, status)
    return answers.keeping(response, told | {"code": None, "pin": None})


def _moved(caller: Caller, row: int, amount: int) -> HttpResponse:
    return answers.told({"id": public_id("gft", row), "amount": format_decimal(amount, caller.club.exponent)})


def told_codes(made: Sequence[Secrets]) -> list[dict[str, object]]:
    """Codes as they are printed."""
    return [{"id": public_id("gft", one.card), "code": grouped(one.code), "pin": one.pin} for one in made]
