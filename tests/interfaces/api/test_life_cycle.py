"""The life of a programme over the API: pilots, differences, notices, what is withdrawn and ended, and for whom."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from moadon.kernel.sentences import LANGUAGES
from tests.interfaces.api.shop import PROGRAMME, Shop

LESS = PROGRAMME.replace('give: "10.00"', 'give: "9.00"').encode()
MORE = PROGRAMME.replace('give: "10.00"', 'give: "12.00"').encode()
YAML = {"Content_Type": "application/yaml"}


def draft(shop: Shop, text: bytes) -> None:
    assert shop.call("PUT", "programmes/style", text, **YAML).status_code == 200


def publish(shop: Shop, **how: Any) -> Any:
    return shop.post("programmes/style/publish", how)


def versions(shop: Shop, by: str = "owner") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shop.get("programmes/style/versions", by=by)["items"]
    return found


def test_worse_is_refused_with_the_way_out_and_then_announced(shop: Shop) -> None:
    shop.member()
    draft(shop, LESS)
    refused = publish(shop)
    told = refused.json()
    assert (refused.status_code, told["code"]) == (409, "notice_needed")
    assert [(one["pointer"], one["code"]) for one in told["errors"]] == [("/earn/0", "worse_for_members")]
    assert "₪9" in told["errors"][0]["detail"]
    done = publish(shop, at=told["earliest"]).json()
    assert (done["state"], done["live"]) == ("scheduled", False)
    notice = done["notice"]
    assert (notice["members"], notice["against"], notice["months"], notice["country"]) == (1, 1, 3, "IL")
    assert [one["direction"] for one in notice["differences"]] == ["worse"]
    assert [one["notice"] is None for one in versions(shop)] == [False, True]
    assert shop.get("programmes/style")["scheduled"] == [2]


def test_what_was_announced_is_told_in_the_readers_language(shop: Shop) -> None:
    shop.member()
    draft(shop, LESS)
    publish(shop, at=publish(shop).json()["earliest"])
    texts = {
        shop.call("GET", "programmes/style/versions", Accept_Language=language).json()["items"][0]["notice"][
            "differences"
        ][0]["text"]
        for language in LANGUAGES
    }
    assert len(texts) == 3


def test_an_announced_version_is_withdrawn_once(shop: Shop) -> None:
    draft(shop, MORE)
    soon = (datetime.now(UTC) + timedelta(days=5)).isoformat()
    publish(shop, at=soon)
    first, second = (shop.post("programmes/style/versions/2/withdraw") for _ in range(2))
    assert (first.status_code, first.json()["state"]) == (200, "withdrawn")
    assert (second.status_code, second.json()["code"]) == (409, "already_stopped")
    assert shop.post("programmes/style/versions/1/withdraw").json()["code"] == "already_live"
    assert shop.post("programmes/style/versions/9/withdraw").status_code == 404
    assert shop.post("programmes/style/versions/99999999999/withdraw").status_code == 404


def test_a_pilot_is_named_promoted_and_ends(shop: Shop) -> None:
    mine, other = shop.member(), shop.member()
    draft(shop, MORE)
    pilot = publish(shop, pilot={"members": [mine["phone"]]})
    assert (pilot.status_code, pilot.json()["state"], pilot.json()["pilot"]) == (201, "pilot", {"members": 1})
    now = datetime.now(UTC).isoformat()
    for member, version in ((mine, 2), (other, 1)):
        quote = shop.call("POST", "quotes", shop.sale(member=member["id"], at=now)).json()
        assert {award["version"] for award in quote["awards"]} == {version}
    assert shop.get("programmes/style")["pilots"] == [2]
    promoted = shop.post("programmes/style/versions/2/promote")
    assert (promoted.status_code, promoted.json()["number"], promoted.json()["state"]) == (201, 3, "live")
    assert [one["state"] for one in versions(shop)] == ["live", "ended", "replaced"]
    assert shop.post("programmes/style/versions/2/end").json()["code"] == "not_a_pilot"


def test_a_pilot_is_for_the_members_of_a_segment(shop: Shop) -> None:
    mine = shop.member()
    shop.member()
    assert shop.call("PATCH", f"members/{mine['id']}", {"segments": ["vip"]}).status_code == 200
    draft(shop, MORE)
    pilot = publish(shop, pilot={"segment": "vip"})
    assert (pilot.status_code, pilot.json()["state"], pilot.json()["pilot"]) == (201, "pilot", {"members": 1})


@pytest.mark.parametrize(
    ("pilot", "code", "field"),
    [
        ({}, "which_members", "pilot"),
        ({"best": 0}, "not_between", "pilot.best"),
        ({"best": 5}, "nobody_chosen", "pilot"),
        ({"members": []}, "nobody_chosen", "pilot"),
        ({"members": ["nobody"]}, "unknown_member", "pilot.members.0"),
        ({"members": ["nobody"], "best": 4}, "which_members", "pilot"),
        ({"segment": "best"}, "nobody_in_segment", "pilot.segment"),
        ({"segment": "best", "best": 4}, "which_members", "pilot"),
        ({"worst": 4}, "unknown_field", "pilot.worst"),
        ("everybody", "not_an_object", "pilot"),
    ],
)
def test_a_pilot_is_for_somebody(shop: Shop, pilot: object, code: str, field: str) -> None:
    draft(shop, MORE)
    refused = publish(shop, pilot=pilot)
    assert (refused.status_code, refused.json()["code"], refused.json()["errors"][0]["field"]) == (422, code, field)
    assert len(versions(shop)) == 1


def test_differences_are_told_in_words(shop: Shop) -> None:
    draft(shop, LESS)
    told = shop.get("programmes/style/differences?older=1&newer=draft")
    back = shop.get("programmes/style/differences?older=draft&newer=1")
    same = shop.get("programmes/style/differences?older=1&newer=1")
    assert (told["worse_for_members"], back["worse_for_members"]) == (True, False)
    assert [(one["direction"], one["subject"]) for one in told["items"]] == [("worse", "base")]
    assert same["items"] == []
    for wrong in ("older=7&newer=1", "older=1&newer=draught"):
        assert shop.call("GET", f"programmes/style/differences?{wrong}").status_code == 404


def test_to_end_needs_notice_and_can_be_taken_back(shop: Shop) -> None:
    shop.member()
    refused = shop.post("programmes/style/end")
    assert (refused.status_code, refused.json()["code"]) == (409, "notice_needed")
    ended = shop.post("programmes/style/end", {"at": refused.json()["earliest"]}).json()
    assert (ended["state"], ended["ended_at"] is not None) == ("live", True)
    assert shop.get("programmes/style/versions")["ending"]["months"] == 3
    kept = shop.post("programmes/style/end/withdraw")
    assert (kept.status_code, kept.json()["ended_at"]) == (200, None)
    assert shop.post("programmes/style/end/withdraw").json()["code"] == "not_ending"


def test_a_programme_says_where_it_stands(shop: Shop) -> None:
    shop.post("programmes", PROGRAMME.replace("id: style", "id: second").encode(), **YAML)
    states = {one["id"]: one["state"] for one in shop.get("programmes")["items"]}
    assert states == {"style": "live", "second": "checked"}
    shop.post("programmes/second/publish", {"at": (datetime.now(UTC) + timedelta(days=5)).isoformat()})
    assert shop.get("programmes/second")["state"] == "scheduled"


def test_who_comes_second_is_told_who_was_first(shop: Shop) -> None:
    seen = shop.call("GET", "programmes/style").headers["ETag"]
    first = shop.call("PUT", "programmes/style", MORE, If_Match=seen, **YAML)
    second = shop.call("PUT", "programmes/style", LESS, If_Match=seen, **YAML)
    late = shop.call("POST", "programmes/style/publish", {}, If_Match=seen, Idempotency_Key="late")
    good = shop.call("POST", "programmes/style/publish", {}, If_Match=first.headers["ETag"], Idempotency_Key="good")
    assert (first.status_code, second.status_code, second.json()["code"]) == (200, 412, "programme_changed")
    assert "owner" in second.json()["detail"]
    assert (late.status_code, good.status_code) == (412, 201)


@pytest.mark.parametrize("by", ["reader", "till", "any till"])
def test_others_look_and_change_nothing(shop: Shop, by: str) -> None:
    draft(shop, MORE)
    assert [one["state"] for one in versions(shop, by)] == ["live"]
    assert shop.get("programmes/style/differences?older=1&newer=draft", by=by)["items"]
    for path in ("publish", "end", "end/withdraw", "versions/1/end", "versions/1/promote", "versions/1/withdraw"):
        assert shop.post(f"programmes/style/{path}", by=by).status_code == 403


def test_another_clubs_programme_is_unknown(shop: Shop, other: Shop) -> None:
    shop.post("programmes", PROGRAMME.replace("id: style", "id: secret").encode(), **YAML)
    shop.post("programmes/secret/publish")
    for path in ("publish", "end", "end/withdraw", "versions/1/end", "versions/1/promote", "versions/1/withdraw"):
        assert other.post(f"programmes/secret/{path}").status_code == 404
    assert other.call("GET", "programmes/secret/versions").status_code == 404
    assert other.call("GET", "programmes/secret/differences?older=1&newer=1").status_code == 404
    stranger = shop.member()["id"]
    other.call("PUT", "programmes/style", MORE, **YAML)
    refused = other.post("programmes/style/publish", {"pilot": {"members": [stranger]}})
    assert refused.json()["code"] == "unknown_member"
