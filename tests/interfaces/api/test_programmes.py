"""Programmes over the API: drafted, checked, published, told in words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from moadon.kernel.sentences import LANGUAGES
from tests.interfaces.api.shop import PROGRAMME, Shop

SECOND = PROGRAMME.replace("id: style", "id: second")
YAML = {"Content_Type": "application/yaml"}
DOCUMENT: dict[str, Any] = {
    "format": "moadon/programme/1",
    "id": "fashion",
    "name": {"en": "Style club", "he": "מועדון סטייל", "fa": "باشگاه استایل"},
    "currency": "ILS",
    "wallets": {"coins": {"kind": "points", "worth": "0.05"}},
    "earn": [{"id": "base", "type": "per_amount", "amount": "1.00", "give": "1", "wallet": "coins"}],
}


@pytest.mark.parametrize(("body", "headers"), [(DOCUMENT, {}), (SECOND.encode(), YAML)], ids=["JSON", "YAML"])
def test_a_programme_begins_as_a_draft_and_earns_once_published(
    shop: Shop, body: object, headers: dict[str, str]
) -> None:
    made = shop.post("programmes", body, **headers).json()
    before = shop.post("quotes", shop.sale(member=shop.member()["id"])).json()

    published = shop.post(f"programmes/{made['id']}/publish")
    now = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    later = shop.post("quotes", shop.sale(member=shop.member()["id"], at=datetime.now(UTC).isoformat())).json()

    assert (made["live_version"], made["has_draft"], made["document"]) == (None, True, None)
    assert made["id"] not in {award["programme"] for award in before["awards"]}
    assert (published.status_code, published.json()["number"], published.json()["live"]) == (201, 1, True)
    assert published.json()["live_from"] >= now
    assert made["id"] in {award["programme"] for award in later["awards"]}
    assert shop.get(f"programmes/{made['id']}")["has_draft"] is False


def test_a_version_may_begin_later(shop: Shop) -> None:
    shop.post("programmes", DOCUMENT)

    published = shop.post("programmes/fashion/publish", {"at": "2100-01-01T00:00:00+02:00"})
    refused = published.json()
    soon = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    planned = shop.post("programmes/fashion/publish", {"at": soon}).json()

    assert refused["code"] == "too_far_ahead"
    assert (planned["live"], shop.get("programmes/fashion")["live_version"]) == (False, None)


def test_a_version_in_the_past_is_for_histories_nobody_has_earned_by(shop: Shop) -> None:
    shop.post("receipts", shop.sale("250.00", member=shop.member()["id"]))
    shop.post("programmes", DOCUMENT)
    shop.call("PUT", "programmes/style", PROGRAMME.replace("10.00", "12.00").encode(), **YAML)
    past = {"at": "2026-01-01T00:00:00+02:00"}

    fresh = shop.post("programmes/fashion/publish", past)
    earned = shop.post("programmes/style/publish", past)

    assert (fresh.status_code, fresh.json()["live"]) == (201, True)
    assert (earned.status_code, earned.json()["code"]) == (409, "already_earned")


def test_what_was_published_stays_as_it_was(shop: Shop) -> None:
    before = shop.get("programmes/style")["document"]
    shop.call("PUT", "programmes/style", PROGRAMME.replace("10.00", "12.00").encode(), **YAML)
    between = shop.get("programmes/style")
    shop.post("programmes/style/publish")
    after = shop.get("programmes/style")

    assert (between["document"], between["has_draft"]) == (before, True)
    assert after["document"]["earn"][0]["give"] == "12.00"
    assert [one["number"] for one in shop.get("programmes/style/versions")["items"]] == [2, 1]
    assert [one["live"] for one in shop.get("programmes/style/versions")["items"]] == [True, False]


def test_the_same_text_again_is_no_new_version(shop: Shop) -> None:
    shop.call("PUT", "programmes/style", PROGRAMME.encode(), **YAML)

    assert shop.post("programmes/style/publish").json()["number"] == 1


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        (lambda d: d["earn"][0].update(wallet="gold"), "unknown_wallet", "earn.0.wallet"),
        (lambda d: d["name"].pop("fa"), "missing_language", "name.fa"),
        (lambda d: d.update(currency="USD"), "other_currency", "currency"),
        (lambda d: d.update(wallets={"points": {"kind": "credit"}}), "wallet_changed", "wallets.points"),
        (lambda d: d.update(tiers=[{"id": "main"}]), "missing", "tiers.0.basis"),
        (lambda d: d.update(format="moadon/programme/9"), "wrong_format", "format"),
        (lambda d: d.pop("id"), "missing", "id"),
        (lambda d: d["earn"].append(d["earn"][0]), "duplicate_id", "earn.1.id"),
    ],
)
def test_a_faulty_document_is_told_where(shop: Shop, change: Any, code: str, field: str) -> None:
    document = {**DOCUMENT, "name": dict(DOCUMENT["name"]), "earn": [dict(DOCUMENT["earn"][0])]}
    change(document)
    if code == "wallet_changed":
        document["earn"][0]["wallet"] = "points"

    response = shop.post("programmes", document)

    assert (response.status_code, response.json()["code"]) == (422, "invalid_document")
    assert (code, field) in {(fault["code"], fault["field"]) for fault in response.json()["errors"]}
    assert len(shop.get("programmes")["items"]) == 1


@pytest.mark.parametrize("text", [b"- a\n- b", b"{", b"a: *b", b"\x00", b"format: [", b"x" * 300_000])
def test_a_text_that_is_no_document(shop: Shop, text: bytes) -> None:
    response = shop.post("programmes", text, **YAML)

    assert response.status_code in (400, 422)
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_draft_is_changed_by_one_at_a_time(shop: Shop) -> None:
    seen = shop.call("GET", "programmes/style").headers["ETag"]
    text = PROGRAMME.replace("10.00", "12.00").encode()

    first = shop.call("PUT", "programmes/style", text, If_Match=seen, **YAML)
    second = shop.call("PUT", "programmes/style", PROGRAMME.encode(), If_Match=seen, **YAML)

    assert (first.status_code, second.status_code) == (200, 412)


def test_a_document_stays_under_its_own_id(shop: Shop) -> None:
    response = shop.call("PUT", "programmes/style", SECOND.encode(), **YAML)

    assert (response.status_code, response.json()["code"]) == (422, "other_programme")


def test_a_draft_is_thrown_away_and_a_programme_that_was_nothing_else_with_it(shop: Shop) -> None:
    shop.call("PUT", "programmes/style", PROGRAMME.replace("10.00", "12.00").encode(), **YAML)
    shop.call("POST", "programmes", SECOND.encode(), **YAML)

    told = [shop.call("DELETE", f"programmes/{code}/draft").status_code for code in ("style", "second", "style")]

    assert told == [204, 204, 409]
    assert [shop.call("GET", f"programmes/{code}").status_code for code in ("style", "second")] == [200, 404]


def test_publishing_needs_a_draft(shop: Shop) -> None:
    response = shop.post("programmes/style/publish")

    assert (response.status_code, response.json()["code"]) == (409, "no_draft")


def test_the_same_rules_are_told_in_three_languages(shop: Shop) -> None:
    told = [
        shop.call("GET", "programmes/style", Accept_Language=language).json()["sentences"] for language in LANGUAGES
    ]

    assert len({tuple(one["text"] for one in sentences) for sentences in told}) == len(LANGUAGES)
    assert [one["subject"] for one in told[0] if one["kind"] == "rule"] == ["base", "points"]


def test_the_schema_of_documents_is_a_json_schema(shop: Shop) -> None:
    schema = shop.get("programme-schema")

    assert schema["type"] == "object"
    assert {"format", "id", "wallets", "earn"} <= set(schema["properties"])


def test_other_clubs_have_other_programmes(shop: Shop, other: Shop) -> None:
    shop.post("programmes", DOCUMENT)

    assert other.call("GET", "programmes/fashion").status_code == 404
    assert other.post("programmes", DOCUMENT).status_code == 201


def test_a_programme_tells_itself_at_the_depth_that_is_asked_for(shop: Shop) -> None:
    at = {depth: shop.get(f"programmes/style?depth={depth}")["sentences"] for depth in ("poster", "member", "manager")}
    texts = {depth: " ".join(one["text"] for one in said) for depth, said in at.items()}

    assert shop.get("programmes/style")["sentences"] == at["member"]
    assert 0 < len(texts["poster"]) < len(texts["member"]) <= len(texts["manager"])
    assert shop.call("GET", "programmes/style?depth=all").status_code == 422
