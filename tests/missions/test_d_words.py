"""D11: what is told of a programme, at three depths and in three languages, is what is run."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.missions.conftest import Outside, document

Make = Callable[..., Outside]
DEPTHS = ("poster", "member", "manager")
LANGUAGES = ("en", "he", "fa")
AT = "2025-06-11T12:00:00+03:00"
SHOP = """wallets: {{credit: {{kind: credit, expires: {{after: {{months: 7}}}}}}, points: {{kind: points, worth: '0.05'}}}}
earn:
  - {{id: base, type: linear, every: "{every}", give: "{give}", wallet: credit}}
  - {{id: jeans, type: per_amount, amount: "1", give: "{points}", wallet: points, items: {{category: [jeans]}}}}
groups: [{{id: main, mode: best, base: original}}]
promotions:
  - {{id: share, group: main, items: {{category: [mugs]}}, get: {{kind: percent, value: "0.{share}"}},
     limits: {{per_member: {{times: 6, period: month}}, budget: "7777"}}}}
  - {{id: step, group: main, get: {{kind: steps, steps: [{{from: "{least}", value: "{saves}"}}]}}}}
  - {{id: secret, items: {{category: [hats]}}, when: {{coupon: [HUSH5]}}, for: {{segment: [insiders]}},
     get: {{kind: amount, value: "3", on: unit}}}}
"""
ONCE = {"every": "90", "give": "8", "points": "4", "share": "15", "least": "310", "saves": "21"}
LATER = {"every": "70", "give": "9", "points": "6", "share": "35", "least": "250", "saves": "44"}


def numbers(text: str) -> list[Decimal]:
    """The numbers of a sentence, in whatever digits."""
    plain = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)
    plain = plain.replace("٬", "").replace("٫", ".")
    return [Decimal(one.replace(",", "")) for one in re.findall(r"\d[\d,]*(?:\.\d+)?", plain)]


def told(club: Outside, depth: str, language: str) -> dict[str, str]:
    """What each part of the live version says."""
    answer = club.call("GET", f"/programmes/club?depth={depth}", **{"Accept-Language": language})
    assert answer.status_code == 200
    return {one["subject"]: one["text"] for one in answer.json()["sentences"] if one["kind"] in ("rule", "promotion")}


def quote(club: Outside, category: str, price: str, member: str | None = None) -> Any:
    """One thing of a category."""
    line = {"id": "1", "sku": category, "category": category, "quantity": "1", "unit_price": price}
    body = {"number": "Q", "at": AT, "lines": [line], **({"member": member} if member else {})}
    return club.told("POST", "/quotes", body)


@pytest.mark.parametrize("terms", [ONCE, LATER])
def test_d11_the_numbers_in_the_words_of_every_depth_and_language_are_those_that_run(
    outside: Make, terms: dict[str, str]
) -> None:
    club = outside()
    club.live(SHOP.format(**terms))
    member = club.member()
    found = {(depth, language): told(club, depth, language) for depth in DEPTHS for language in LANGUAGES}
    assert len({words["share"] for words in found.values()}) == len(found)
    for (depth, language), words in found.items():
        assert set(words) == {"base", "jeans", "share", "step", "secret"}, (depth, language)
        # What is said, done by hand, is what the till answers.
        every, give = sorted(numbers(words["base"]), reverse=True)[:2]
        awards = {one["rule"]: Decimal(one["amount"]) for one in quote(club, "socks", "400.00", member)["awards"]}
        assert awards["base"] == (400 - int(terms["saves"])) // every * give, words["base"]
        share = numbers(words["share"])[0]
        assert Decimal(quote(club, "mugs", "200.00", member)["discount"]) == 200 * share / 100, words["share"]
        saves, least = sorted(numbers(words["step"])[:2])
        assert Decimal(quote(club, "socks", str(least), member)["discount"]) == saves, words["step"]
        assert Decimal(quote(club, "socks", str(least - 1), member)["discount"]) == 0
        points = {one["rule"]: Decimal(one["amount"]) for one in quote(club, "jeans", "100.00", member)["awards"]}
        assert max(numbers(words["jeans"])) * 100 == points["jeans"], words["jeans"]


def test_d11_each_depth_says_as_much_as_its_reader_may_know(outside: Make) -> None:
    club = outside()
    club.live(SHOP.format(**ONCE))
    for language in LANGUAGES:
        poster, member, manager = (told(club, depth, language) for depth in DEPTHS)
        assert len(poster["share"]) < len(member["share"]) < len(manager["share"])
        assert [Decimal(6) in numbers(words["share"]) for words in (poster, member, manager)][1:] == [True, True]
        assert [Decimal(7777) in numbers(words["share"]) for words in (poster, member, manager)] == [
            False, False, True]  # fmt: skip
        for secret in ("HUSH5", "insiders"):
            assert [secret in words["secret"] for words in (poster, member, manager)] == [False, False, True]
        # The same numbers whatever the language: nothing is left out in translation.
        for depth in DEPTHS:
            told_here, in_english = told(club, depth, language), told(club, depth, "en")
            for subject, text in told_here.items():
                assert Counter(numbers(text)) == Counter(numbers(in_english[subject])), (language, depth, text)
    command = club.command("programme", "explain", "club", "--club", club.slug, "--language", "he", "--depth", "poster")
    assert f"share: {told(club, 'poster', 'he')['share']}" in command.splitlines()


def test_d11_the_cashier_reads_why_in_the_language_of_the_till(outside: Make) -> None:
    club = outside()
    club.live(SHOP.format(**ONCE))
    noa = club.member()
    line = {"id": "1", "sku": "mugs", "category": "mugs", "quantity": "1", "unit_price": "200.00"}
    body = {"number": "Q", "at": AT, "lines": [line], "member": noa}
    whys = {}
    for language in LANGUAGES:
        answer = club.call("POST", "/quotes", body, **{"Accept-Language": language}).json()
        (off,), (award,) = answer["lines"][0]["discounts"], answer["awards"]
        assert (off["rule"], off["amount"], award["rule"]) == ("share", "30.00", "base")
        assert Decimal(15) in numbers(off["why"]) and Decimal(90) in numbers(award["why"])
        refused = {one["rule"]: one["why"] for one in answer["not_applied"]}
        assert "step" in refused
        whys[language] = (off["why"], award["why"], refused["step"])
    assert len({text for texts in whys.values() for text in texts}) == 9


OFFERS = """wallets: {{points: {{kind: points}}}}
earn: [{{id: base, type: per_visit, give: "{give}", wallet: points}}]
tiers: [{{id: main, basis: spend, levels: [{{id: basic, from: "0"}}, {{id: gold, from: "1000"}}]}}]
promotions:
  - {{id: all, get: {{kind: percent, value: "0.10", on: basket}}}}
  - {{id: gold, for: {{tier: [gold]}}, get: {{kind: percent, value: "0.11", on: basket}}}}
  - {{id: own, for: {{member: [{who}]}}, get: {{kind: percent, value: "0.12", on: basket}}}}
  - {{id: vip, for: {{segment: [vip]}}, get: {{kind: percent, value: "0.13", on: basket}}}}
  - {{id: first, when: {{first_purchase: true}}, get: {{kind: percent, value: "0.14", on: basket}}}}
  - {{id: once, for: {{members: true}}, limits: {{per_member: {{times: 1, period: ever}}}},
     get: {{kind: percent, value: "0.15", on: basket}}}}
"""


def test_d11_a_member_is_told_what_is_for_them_and_what_was_announced(outside: Make) -> None:
    club = outside()
    noa, dan = club.member(), club.member("052-555-0143")
    club.told("PATCH", f"/members/{dan}", {"segments": ["vip"]})
    club.live(OFFERS.format(give=4, who=noa))

    def offers(member: str) -> dict[str, str]:
        found = club.told("GET", f"/members/{member}/benefits")["offers"]
        assert {(one["programme"], one["version"]) for one in found} == {("club", 1)}
        return {one["rule"]: one["text"] for one in found}

    assert set(offers(noa)) == {"base", "all", "own", "first", "once"}
    assert set(offers(dan)) == {"base", "all", "vip", "first", "once"}
    sale = club.buy(noa, "3000.00", at=AT)
    given = {one["rule"] for one in sale["lines"][0]["discounts"]}
    assert given == {"all", "own", "first", "once"}
    assert set(offers(noa)) == {"base", "all", "own", "gold"}
    assert {numbers(offers(noa)[rule])[0] for rule in ("all", "gold", "own")} == {10, 11, 12}

    club.told("PUT", "/programmes/club", document(OFFERS.format(give=3, who=noa)))
    refused = club.told("POST", "/programmes/club/publish", {}, 409)
    club.told("POST", "/programmes/club/publish", {"at": refused["earliest"]}, 201)
    for language in LANGUAGES:
        answer = club.call("GET", f"/members/{dan}/benefits", **{"Accept-Language": language}).json()
        (change,) = answer["announced"]
        assert (change["programme"], change["version"]) == ("club", 2)
        (difference,) = change["differences"]
        assert (difference["direction"], sorted(numbers(difference["text"]))) == ("worse", [3, 4])
    assert numbers(offers(dan)["base"]) == [4]
