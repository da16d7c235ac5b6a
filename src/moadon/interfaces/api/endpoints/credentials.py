"""By what members prove to be themselves: one-time codes, PINs, phones that show codes."""

import base64
from datetime import UTC, datetime

from django.http import HttpResponse
from ninja import Router
from procrastinate.contrib.django import app

from moadon.apps.clubs.permissions import May
from moadon.apps.credentials.models import Device
from moadon.engine.proofs import STEP_SECONDS
from moadon.flows.credentials import keeping, pages
from moadon.flows.credentials.codes import CodeWish, send_code
from moadon.interfaces.api import answers, shown
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.schemas import credentials as shapes
from moadon.interfaces.api.schemas.values import read
from moadon.kernel.ids import public_id
from moadon.store import club_transaction

router = Router(tags=["Proof of the member"])


@router.post(
    "members/{member_id}/codes",
    response={202: shapes.SentCode},
    operation_id="sendCode",
    openapi_extra=sends(shapes.NewCode, {"purpose": "spend", "wallet": "credit", "amount": "50.00"}),
)
def send(request: ApiRequest, member_id: str) -> HttpResponse:
    """Send a member a one-time code. It goes out after this answer, by the first channel that reaches them; the code
    before it ends."""
    caller = request.caller
    caller.must(May.WRITE_RECEIPTS)
    body = read(shapes.NewCode, request.sent)
    with club_transaction(caller.club.id):
        wish = CodeWish(member_id, body.purpose, body.wallet, body.amount)
        made = send_code(caller.club, wish, caller.actor, datetime.now(UTC))
        app.configure_task("send").defer(club_id=caller.club.id)
    told = {
        "id": public_id("otc", made.id),
        "purpose": body.purpose,
        "channel": made.channel,
        "expires_at": shown.moment(made.expires_at),
    }
    return answers.told(told, 202)


@router.get("members/{member_id}/credentials", response=shapes.Credentials, operation_id="getCredentials")
def get(request: ApiRequest, member_id: str) -> HttpResponse:
    """How a member can prove to be themself."""
    caller = request.caller
    caller.must(May.MANAGE_CREDENTIALS)
    return answers.told(_told(caller, member_id))


@router.put(
    "members/{member_id}/pin",
    response={204: None},
    operation_id="setPin",
    openapi_extra=sends(shapes.NewPin, {"pin": "8302", "code": "493027"}),
)
def set_pin(request: ApiRequest, member_id: str) -> HttpResponse:
    """Give a member a PIN, in place of one they had."""
    caller = request.caller
    body = read(shapes.NewPin, request.sent)
    caller.must(May.MANAGE_CREDENTIALS if body.code is None else May.WRITE_MEMBERS)
    keeping.set_pin(caller.club, member_id, body.pin, caller.actor, datetime.now(UTC), code=body.code)
    return answers.nothing()


@router.delete("members/{member_id}/pin", response={204: None}, operation_id="dropPin")
def drop_pin(request: ApiRequest, member_id: str) -> HttpResponse:
    """Take a member's PIN away."""
    caller = request.caller
    caller.must(May.MANAGE_CREDENTIALS)
    keeping.drop_pin(caller.club, member_id, caller.actor)
    return answers.nothing()


@router.post("members/{member_id}/unlock", response={204: None}, operation_id="unlockProof")
def unlock(request: ApiRequest, member_id: str) -> HttpResponse:
    """Let proofs of a member be judged again after too many wrong ones."""
    caller = request.caller
    caller.must(May.MANAGE_CREDENTIALS)
    keeping.unlock(caller.club, member_id, caller.actor)
    return answers.nothing()


@router.post(
    "members/{member_id}/devices",
    response={201: shapes.PairedDevice},
    operation_id="pairDevice",
    openapi_extra=sends(shapes.NewDevice, {"name": "Noa's phone", "code": "493027"}),
)
def pair(request: ApiRequest, member_id: str) -> HttpResponse:
    """Pair a phone that shows a new code every half minute. Its secret is in this answer and nowhere else: an answer
    told again leaves it out."""
    caller, now = request.caller, datetime.now(UTC)
    body = read(shapes.NewDevice, request.sent)
    caller.must(May.MANAGE_CREDENTIALS if body.code is None else May.WRITE_MEMBERS)
    with club_transaction(caller.club.id):
        made = keeping.pair_device(caller.club, member_id, body.name, caller.actor, now, code=body.code)
        row = next(one for one in keeping.credentials_of(caller.club, member_id, now).devices if one.pk == made.id)
        told = {**_device(row), "step_seconds": STEP_SECONDS}
    secret = base64.b64encode(made.secret).decode()
    return answers.keeping(answers.told(told | {"secret": secret}, 201), told | {"secret": None})


@router.post(
    "members/{member_id}/code-pages",
    response={201: shapes.OpenedCodePage},
    operation_id="openCodePage",
    openapi_extra=sends(shapes.NewCodePage, {"send": True}),
)
def open_page(request: ApiRequest, member_id: str) -> HttpResponse:
    """Open a page that shows a fresh code on any phone. Its link is in this answer or sent to the member, and nowhere
    else; the page is removed like a phone."""
    caller, now = request.caller, datetime.now(UTC)
    caller.must(May.MANAGE_CREDENTIALS)
    body = read(shapes.NewCodePage, request.sent)
    with club_transaction(caller.club.id):
        made = pages.open_page(caller.club, member_id, body.name, caller.actor, now, send=body.send)
        if body.send:
            app.configure_task("send").defer(club_id=caller.club.id)
        row = next(one for one in keeping.credentials_of(caller.club, member_id, now).devices if one.pk == made.id)
        told = {**_device(row), "link": None}
    return answers.keeping(answers.told(told | {"link": made.link and f"/me-code/{made.link}"}, 201), told)


@router.delete("members/{member_id}/devices/{device_id}", response={204: None}, operation_id="removeDevice")
def remove(request: ApiRequest, member_id: str, device_id: str) -> HttpResponse:
    """Let a phone of a member prove nothing any more."""
    caller = request.caller
    caller.must(May.MANAGE_CREDENTIALS)
    keeping.remove_device(caller.club, member_id, device_id, caller.actor)
    return answers.nothing()


def _told(caller: Caller, member_id: str) -> dict[str, object]:
    with club_transaction(caller.club.id):
        found = keeping.credentials_of(caller.club, member_id, datetime.now(UTC))
    return {
        "pin_set_at": shown.moment(found.pin_set_at),
        "pin_set_by": found.pin_set_by or None,
        "locked_until": shown.moment(found.locked_until),
        "devices": [_device(one) for one in found.devices],
    }


def _device(row: Device) -> dict[str, object]:
    return {
        "id": public_id("dev", row.pk),
        "name": row.name,
        "paired_at": shown.moment(row.paired_at),
        "used_at": shown.moment(row.used_at),
        "page": row.link is not None,
    }
