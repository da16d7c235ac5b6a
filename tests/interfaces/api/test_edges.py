"""Requests at the edge of what can be read: other letters, no length, no end, and days that no calendar has."""

import pytest

from tests.interfaces.api.shop import PROGRAMME, Shop


@pytest.mark.parametrize("letters", ["utf-16", "windows-1255", "nonsense"])
def test_only_utf_8_is_read(shop: Shop, letters: str) -> None:
    kind = f"application/json; charset={letters}"

    response = shop.post("members", b'{"phone": "052-555-9001"}', Content_Type=kind)

    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")
    assert letters in response.json()["detail"]


@pytest.mark.parametrize(("method", "path"), [("PATCH", "categories/%00"), ("POST", "programmes/%00/publish")])
def test_a_name_that_no_text_can_hold_is_unknown(shop: Shop, method: str, path: str) -> None:
    assert shop.call(method, path, {}).status_code == 404


def test_a_length_that_is_none(shop: Shop) -> None:
    response = shop.call("POST", "members", {"phone": "052-555-9001"}, Content_Length="many")

    assert (response.status_code, response.json()["code"]) == (400, "unreadable_body")


@pytest.mark.parametrize("query", ["&".join(f"q{n}=1" for n in range(2000)), "x" * 20_000])
def test_a_question_without_end(shop: Shop, query: str) -> None:
    response = shop.call("GET", f"members?{query}", Accept_Language="he")

    assert response.status_code in (400, 422)
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_host_that_is_not_ours_is_a_problem_too(shop: Shop) -> None:
    response = shop.call("GET", "members", Host="evil.example")

    assert (response.status_code, response.json()["code"]) == (400, "bad_request")


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"])
def test_a_moment_at_the_end_of_time(shop: Shop, at: str) -> None:
    shop.call("PUT", "programmes/style", PROGRAMME.encode(), Content_Type="application/yaml")

    response = shop.post("programmes/style/publish", {"at": at}, Accept_Language="fa")

    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "at")


@pytest.mark.parametrize("language", ["en", "he", "fa"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_is_in_no_calendar(shop: Shop, language: str, day: str) -> None:
    response = shop.post("members", {"phone": "052-555-9001", "birth_date": day}, Accept_Language=language)

    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "birth_date")


def test_a_faulty_parameter_is_told_as_it_was_sent(shop: Shop) -> None:
    assert shop.call("GET", "members?limit=1e309").json()["detail"].startswith("1e309 is not")
