"""Drafts of the terms and ready programmes over the API."""

from typing import Any

import pytest

from tests.interfaces.api.shop import Shop


@pytest.mark.parametrize(
    ("language", "title", "warning"),
    [
        ("en", "Terms of Shop: Style club", "lawyer"),
        ("he", "תקנון Shop: מועדון סטייל", "עורך דין"),
        ("fa", "آیین‌نامهٔ Shop: باشگاه استایل", "وکیل"),
    ],
)
def test_the_terms_are_drafted_from_the_live_programme(shop: Shop, language: str, title: str, warning: str) -> None:
    told = shop.get(f"programmes/style/terms?language={language}")

    assert (told["programme"], told["version"], told["language"], told["title"]) == ("style", 1, language, title)
    assert warning in told["warning"]
    assert told["markdown"].startswith(f"# {title}\n\n> **")
    assert told["warning"] in told["markdown"]


def test_a_draft_has_terms_too_and_a_stranger_has_none(shop: Shop) -> None:
    document = {**shop.get("programmes/style")["document"], "id": "next"}
    shop.post("programmes", document)

    drafted = shop.get("programmes/next/terms")

    assert (drafted["version"], drafted["language"]) == (None, "en")
    assert "not published" in drafted["warning"]
    assert shop.call("GET", "programmes/none/terms").status_code == 404
    assert shop.call("GET", "programmes/style/terms?language=fr").status_code == 422
    assert shop.call("GET", "programmes/style/terms", by=None).status_code == 401


def test_a_template_can_be_drafted_as_it_is(shop: Shop) -> None:
    found: list[dict[str, Any]] = shop.get("programme-templates")["items"]

    assert [one["id"] for one in found[:3]] == ["fashion", "supermarket", "crafts"]
    assert set(found[0]["name"]) == set(found[0]["about"]) == {"en", "he", "fa"}
    assert shop.post("programmes", {**found[0]["document"], "id": "mine"}).status_code == 201
