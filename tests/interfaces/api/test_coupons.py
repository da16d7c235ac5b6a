"""Pools and codes over HTTP: made, listed, given out, brought in, withdrawn and put back; guessing leads nowhere."""

from typing import Any

import pytest

from moadon.interfaces.api import guessing, limits
from tests.interfaces.api.shop import Shop

PROGRAMME = b"""
format: moadon/programme/1
id: welcome
name: {en: Welcome, he: \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d, fa: \xd8\xb3\xd9\x84\xd8\xa7\xd9\x85}
currency: ILS
promotions:
  - {id: hello, when: {coupon: HELLO}, get: {kind: amount, value: "5", on: basket}}
"""


@pytest.fixture
def pool(shop: Shop) -> dict[str, Any]:
    """A pool of five codes of a coupon that a live programme takes."""
    shop.post("programmes", PROGRAMME, Content_Type="application/yaml")
    assert shop.post("programmes/welcome/publish", {"at": "2020-01-01T00:00:00+02:00"}).status_code == 201
    made: dict[str, Any] = shop.post("coupons", {"name": "Letters", "word": "HELLO", "count": 5}).json()
    return made


def codes(shop: Shop, pool: dict[str, Any], **asked: str) -> list[dict[str, Any]]:
    """Codes of a pool as they are listed."""
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    found: list[dict[str, Any]] = shop.get(f"coupons/{pool['id']}/codes?{query}")["items"]
    return found


def test_a_pool_is_made_changed_and_withdrawn(shop: Shop, pool: dict[str, Any]) -> None:
    assert (pool["codes"], pool["states"], pool["to_make"]) == (5, {"free": 5}, 0)
    assert all(len(one["code"]) == 14 for one in codes(shop, pool))
    stale = shop.call("PATCH", f"coupons/{pool['id']}", {"name": "Other"}, If_Match='"9"')
    assert (stale.status_code, stale.json()["code"]) == (412, "edition_differs")
    changed = shop.call("PATCH", f"coupons/{pool['id']}", {"name": "Other"}, If_Match='"1"').json()
    assert (changed["name"], changed["edition"]) == ("Other", 2)
    assert shop.call("DELETE", f"coupons/{pool['id']}").status_code == 204
    assert {one["state"] for one in codes(shop, pool)} == {"withdrawn"}
    refused = shop.post(f"coupons/{pool['id']}/codes", {"count": 1})
    assert (refused.status_code, refused.json()["code"]) == (409, "pool_withdrawn")
    assert shop.call("PATCH", f"coupons/{pool['id']}", {"withdrawn": False}).json()["withdrawn_at"] is None
    assert shop.post(f"coupons/{pool['id']}/codes", {"count": 1}).json()["codes"] == 6


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"pattern": {"length": 8}}, "length", "code_too_short"),
        ({"kind": "personal", "pattern": {"length": 6}}, "length", "code_too_short"),
        ({"pattern": {"prefix": "a/b"}}, "prefix", "bad_prefix"),
        ({"kind": "personal", "count": 5}, "count", "not_made_here"),
        ({"kind": "personal", "receipts_for": "any"}, "receipts_for", "members_only_pool"),
        ({"kind": "imported", "receipts_for": "any"}, "receipts_for", "not_made_here"),
        ({"count": 1_000_001}, "count", "too_large"),
        ({"receipts_from": "1.001"}, "receipts_from", "too_many_decimals"),
        (
            {"valid_from": "2027-01-02T00:00:00Z", "valid_until": "2027-01-01T00:00:00Z"},
            "valid_until",
            "ends_before_it_begins",
        ),
    ],
)
def test_what_a_pool_cannot_be(shop: Shop, given: dict[str, object], field: str, code: str) -> None:
    refused = shop.post("coupons", {"name": "P", "word": "HELLO", **given})
    assert refused.status_code == 422
    assert [(one["field"], one["code"]) for one in refused.json()["errors"]] == [(field, code)]


def test_a_code_is_given_to_each_member_or_to_none(shop: Shop, pool: dict[str, Any]) -> None:
    dana, noa = shop.member(external_id="dana"), shop.member(phone="052-555-0777")
    wrong = shop.post(f"coupons/{pool['id']}/issue", {"members": ["dana", "nobody"]})
    assert [(one["field"], one["code"]) for one in wrong.json()["errors"]] == [("members.1", "unknown_member")]
    assert codes(shop, pool, state="issued") == []
    given = shop.post(f"coupons/{pool['id']}/issue", {"members": ["dana", noa["id"], dana["id"]]}).json()
    assert given["count"] == 2 and {one["member"] for one in given["items"]} == {dana["id"], noa["id"]}
    own = shop.get(f"members/{dana['id']}/benefits")["coupons"]
    assert [(one["name"], one["words"]) for one in own] == [("Letters", "₪5 off the whole basket, with a coupon")]
    many = shop.post(f"coupons/{pool['id']}/issue", {"segment": "nobody"})
    assert many.json()["code"] == "unknown_segment"
    both = shop.post(f"coupons/{pool['id']}/issue", {"segment": "vip", "members": ["dana"]})
    assert both.json()["code"] == "to_whom"


def test_more_codes_than_are_free_are_not_given(shop: Shop, pool: dict[str, Any]) -> None:
    people = [shop.member(phone=f"052-555-08{n:02}")["id"] for n in range(6)]
    refused = shop.post(f"coupons/{pool['id']}/issue", {"members": people})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_enough_codes")
    assert shop.get(f"coupons/{pool['id']}")["states"] == {"free": 5}


def test_codes_made_elsewhere_are_taken_once_and_what_is_wrong_is_told(shop: Shop, pool: dict[str, Any]) -> None:
    shop.member(external_id="dana")
    outside = shop.post("coupons", {"name": "Partner", "word": "HELLO", "kind": "imported"}).json()
    sent = {"codes": ["p-0001", "P 0001", "ab", {"code": "P-0002", "member": "dana"},
                      {"code": "P-0003", "member": "nobody"}, codes(shop, pool)[0]["code"]]}  # fmt: skip
    told = shop.post(f"coupons/{outside['id']}/import", sent).json()
    assert (told["taken"], told["known"]) == (2, 0)
    assert {one["position"]: one["reason"] for one in told["rejected"]} == {
        1: "code_twice", 2: "bad_code", 4: "unknown_member", 5: "code_of_another_pool",
    }  # fmt: skip
    assert shop.post(f"coupons/{outside['id']}/import", {"codes": ["P-0001"]}).json()["known"] == 1
    assert shop.get(f"coupons/{outside['id']}")["states"] == {"free": 1, "issued": 1}


def test_codes_are_set_aside_let_go_withdrawn_and_put_back(shop: Shop, pool: dict[str, Any]) -> None:
    at = f"coupons/{pool['id']}"
    aside = shop.post(f"{at}/reserve", {"count": 2, "partner": "acme", "until": "2099-01-01T00:00:00Z"}).json()
    assert shop.get(at)["states"] == {"free": 3, "reserved": 2}
    assert {one["aside"] for one in codes(shop, pool, state="reserved")} == {"partner:acme"}
    assert shop.post(f"{at}/release", {"codes": aside["codes"][:1]}).json()["count"] == 1
    gone = shop.post(f"{at}/withdraw", {"state": "free"}).json()
    assert gone["count"] == 4 and shop.get(at)["states"] == {"reserved": 1, "withdrawn": 4}
    assert shop.post(f"{at}/restore", {"at": gone["at"]}).json()["count"] == 4
    assert shop.post(f"{at}/restore", {}).json()["code"] == "which_codes"
    two = shop.post(f"{at}/reserve", {"count": 1, "partner": "acme", "channel": "web"})
    assert two.json()["code"] == "whom_for"


def test_a_list_goes_on_where_it_stopped_and_finds_what_begins_so(shop: Shop, pool: dict[str, Any]) -> None:
    first = shop.get(f"coupons/{pool['id']}/codes?limit=3")
    rest = shop.get(f"coupons/{pool['id']}/codes?limit=3&cursor={first['next']}")
    every = [one["code"] for one in first["items"] + rest["items"]]
    assert len(set(every)) == 5 and rest["next"] is None
    assert [one["code"] for one in codes(shop, pool, q=every[2][:9].lower())] == [every[2]]


@pytest.fixture
def in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, no guess is forgiven meanwhile."""
    monkeypatch.setattr(guessing, "pace", limits.Pace(lambda: 0.0))


def test_a_till_looks_one_code_up_and_guessing_leads_nowhere(
    shop: Shop, pool: dict[str, Any], in_no_time: None
) -> None:
    code = codes(shop, pool)[0]["text"]
    told = shop.call("POST", "coupon-look-ups", {"code": code.lower()}, by="till").json()
    assert (told["state"], told["words"]) == ("free", "₪5 off the whole basket, with a coupon")
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    slip = shop.call("POST", "coupon-look-ups", {"code": wrong}, by="till")
    assert (slip.status_code, slip.json()["code"]) == (404, "mistyped_coupon")
    for n in range(guessing.MOST - 1):
        body = shop.sale(coupons=[f"NONE{n:04}"])
        assert shop.call("POST", "quotes", body, by="till").status_code == 200
    for path, body in (("coupon-look-ups", {"code": code}), ("quotes", shop.sale(coupons=[code]))):
        refused = shop.call("POST", path, body, by="till")
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_coupons")
        assert int(refused.headers["Retry-After"]) > 0
    assert shop.call("POST", "quotes", shop.sale(), by="till").status_code == 200


def test_guesses_inside_a_batch_are_counted_and_the_other_receipts_stand(
    shop: Shop, pool: dict[str, Any], in_no_time: None
) -> None:
    good = codes(shop, pool)[0]["code"]
    sales = [shop.sale(coupons=[f"NONE{n:04}"]) for n in range(guessing.MOST)]
    told = shop.post("receipts/batch", {"receipts": [*sales, shop.sale(), shop.sale(coupons=[good])]}, by="till")
    results = told.json()["results"]
    assert [one["status"] for one in results] == [201] * (guessing.MOST + 1) + [429]
    assert results[-1]["error"]["code"] == "too_many_coupons"
