"""What a good answer of every operation looks like is what its documentation says."""

from typing import Any

import jsonschema_rs
import pytest

from moadon.interfaces.api.openapi import document
from tests.interfaces.api.by_hand import allow_transfers
from tests.interfaces.api.shop import BROUGHT_BACK_AT, PROGRAMME, Shop
from tests.interfaces.api.test_doors import things_of

SALE_ROOM = "receipts/{receipt_id}"
OPEN = ("programme-schema", "document")
"""Documents of another format, whose shape is told by `GET /programme-schema`."""


def test_answers_at_the_till_have_the_documented_shape(shop: Shop) -> None:
    member = _told(shop, "POST", "members", 201, shop.post("members", {"phone": "052-555-9001", "branch": "tlv"}))
    sale = shop.sale("250.00", member=member["id"])
    _told(shop, "POST", "quotes", 200, shop.post("quotes", sale))
    receipt = _told(shop, "POST", "receipts", 201, shop.post("receipts", sale))
    _told(shop, "POST", "receipts", 200, shop.post("receipts", sale))
    spent = shop.sale("10.00", member=member["id"], redeem=[{"wallet": "credit", "amount": "5.00"}])
    other = _told(shop, "POST", "receipts", 201, shop.post("receipts", spent))
    _told(shop, "POST", "receipts/batch", 200, shop.post("receipts/batch", {"receipts": [sale, {"number": "1"}]}))
    back = {"number": "r1", "at": BROUGHT_BACK_AT, "lines": [{"line": "1", "quantity": "1"}]}
    returned = _told(shop, "POST", f"{SALE_ROOM}/returns", 201, shop.post(f"receipts/{receipt['id']}/returns", back))
    cancelled = _told(shop, "POST", f"{SALE_ROOM}/cancel", 201, shop.post(f"receipts/{other['id']}/cancel"))
    _told(shop, "GET", SALE_ROOM, 200, shop.call("GET", f"receipts/{returned['id']}"))
    assert receipt["near"]
    assert other["redeemed"][0]["lots"]
    assert returned["taken_back"]
    assert cancelled["given_back"]
    early = {**back, "number": "r2", "of": {"number": "none"}}
    _told(shop, "POST", "returns", 202, shop.post("returns", early))


def test_answers_about_the_shop_have_the_documented_shape(shop: Shop) -> None:
    _told(shop, "POST", "keys", 201, shop.post("keys", {"scope": "read"}))
    _told(shop, "POST", "branches", 201, shop.post("branches", {"code": "haifa", "name": "Haifa"}))
    _told(shop, "POST", "employees", 201, shop.post("employees", {"code": "e18", "name": "Tal", "branch": "tlv"}))
    _told(shop, "POST", "tills", 201, shop.post("tills", {"code": "T9", "branch": "tlv"}))
    _told(shop, "POST", "categories", 201, shop.post("categories", {"code": "clothes"}))
    shop.post("products", {"sku": "S0", "category": "clothes"})
    _told(shop, "POST", "products", 201, shop.post("products", {"sku": "S", "unit_cost": "1.50", "tax_rate": "0.18"}))
    text = PROGRAMME.replace("id: style", "id: second").encode()
    _told(shop, "POST", "programmes", 201, shop.post("programmes", text, Content_Type="application/yaml"))
    _told(shop, "POST", "programmes/{programme_id}/publish", 201, shop.post("programmes/second/publish"))


def test_everything_that_can_be_read_has_the_documented_shape(shop: Shop, mail: None) -> None:
    ids = things_of(shop)
    member = ids["member_id"]
    hold = {"member": member, "wallet": "credit", "amount": "5.00", "ttl_seconds": 60, "reference": "order 7"}
    ids |= {
        "hold_id": _told(shop, "POST", "holds", 201, shop.post("holds", hold))["id"],
        "correction_id": _corrected(shop, member),
        "transfer_id": _handed(shop, member),
    }
    decision = {"decision": "hold", "reason": "Odd"}
    _told(
        shop, "POST", "reviews/{review_id}/decisions", 201, shop.post(f"reviews/{ids['review_id']}/decisions", decision)
    )
    for path, methods in document()["paths"].items():
        if "get" in methods:
            room = path.removeprefix("/api/v1/")
            span = "?from=2026-11-01&to=2026-11-30" if "report" in path or "kpis" in path else ""
            span = "" if "balances" in path else span
            span = "?older=1&newer=1" if "differences" in path else span
            span = f"?old={shop.get('ledger/checkpoint')['size']}" if "consistency" in path else span
            _told(shop, "GET", room, 200, shop.call("GET", room.format_map(ids) + span))


def _corrected(shop: Shop, member: str) -> str:
    """A correction that was done; one that waits stands beside it."""
    room, body = "members/{member_id}/corrections", {"wallet": "credit", "amount": "5.00", "reason": "goodwill"}
    _told(shop, "POST", room, 202, shop.post(f"members/{member}/corrections", {**body, "amount": "999"}))
    done = _told(shop, "POST", room, 201, shop.post(f"members/{member}/corrections", body))
    assert isinstance(done, dict)
    return str(done["id"])


def _handed(shop: Shop, giver: str) -> str:
    """A transfer that was made."""
    allow_transfers(shop)
    body = {"from": giver, "to": shop.member()["id"], "wallet": "credit", "amount": "1.00", "note": "For you"}
    made = _told(shop, "POST", "transfers", 201, shop.post("transfers", body))
    assert isinstance(made, dict)
    return str(made["id"])


def _told(shop: Shop, method: str, room: str, status: int, response: Any) -> Any:
    """The JSON of an answer that has the status and the shape that the document promises."""
    made = document()
    operation = made["paths"][f"/api/v1/{room}"][method.lower()]
    assert response.status_code == status, (room, response.content)
    answer = operation["responses"][str(status)]
    schema = answer["content"]["application/json"]["schema"]
    whole = {**schema, "components": made["components"]}
    errors = [f"{room}: {error.message} at {error.instance_path}" for error in _faults(whole, response.json())]
    assert errors == []
    if room not in OPEN:
        assert undocumented(schema, response.json(), made["components"]["schemas"]) == set(), room
    assert ("ETag" in response.headers) == ("ETag" in answer.get("headers", {})), room
    return response.json()


@pytest.mark.parametrize(
    "room",
    ["reports/club-summary", "reports/value-segments", "kpis", "kpis?by=branch", "kpis?by=month", "kpis?by=segment"],
)
def test_reports_tell_nothing_that_their_documentation_does_not_name(shop: Shop, room: str) -> None:
    shop.post("receipts", shop.sale("250.00"))
    path, _, by = room.partition("?")
    made = document()
    answer = made["paths"][f"/api/v1/{path}"]["get"]["responses"]["200"]

    told = shop.call("GET", f"{path}?from=2026-11-01&to=2026-11-30&{by}").json()

    schema = answer["content"]["application/json"]["schema"]
    assert undocumented(schema, told, made["components"]["schemas"]) == set()


def undocumented(schema: Any, value: Any, known: Any) -> set[str]:
    """Keys of an answer that its schema does not name, wherever they stand in it."""
    if "$ref" in schema:
        return undocumented(known[schema["$ref"].rpartition("/")[2]], value, known)
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return min((undocumented(option, value, known) for option in options), key=len)
    if isinstance(value, list):
        return {key for one in value for key in undocumented(schema.get("items", {}), one, known)}
    if not isinstance(value, dict):
        return set()
    named = schema.get("properties", {})
    if isinstance(any_name := schema.get("additionalProperties"), dict) and not named:
        return {key for one in value.values() for key in undocumented(any_name, one, known)}
    inside = {
        key for name in value.keys() & named.keys() - set(OPEN) for key in undocumented(named[name], value[name], known)
    }
    return (value.keys() - named.keys()) | inside


def _faults(schema: Any, value: object) -> list[Any]:
    return list(jsonschema_rs.validator_for(schema).iter_errors(value))
