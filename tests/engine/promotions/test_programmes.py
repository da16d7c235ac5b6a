"""Several programmes live at once: who goes first, what each is left, and who stops the others."""

import pytest

from moadon.engine.rules import Asked, Buyer, Given, Programme, compile_programme, evaluate_all, judge_again, parse
from tests.engine.promotions.board import basket
from tests.engine.shop import TEL_AVIV


def club(code: str, head: str, promotion: str) -> Programme:
    """A programme with one promotion and a point for each shekel."""
    text = (
        f"format: moadon/programme/1\nid: {code}\nname: {{en: {code}}}\ncurrency: ILS\n{head}\n"
        "wallets: {points: {kind: points}}\n"
        "earn: [{id: e, type: per_amount, amount: '1', give: '1', wallet: points}]\n"
        f"promotions: [{{id: p, {promotion}}}]\n"
    )
    return compile_programme(parse(text, languages=()), TEL_AVIV)


HALF = "get: {kind: percent, value: '0.5', on: basket}"
TEN = "get: {kind: amount, value: '10', on: basket}"
NEVER = "when: {coupon: X}, get: {kind: amount, value: '10', on: basket}"


@pytest.mark.parametrize(
    ("programmes", "given"),
    [
        # The higher priority goes first; equal ones by id.
        ([("a", "priority: 1", HALF), ("b", "priority: 2", TEN)], {"a": (4500, 45), "b": (1000, 45)}),
        ([("a", "priority: 2", HALF), ("b", "priority: 1", TEN)], {"a": (5000, 40), "b": (1000, 40)}),
        ([("b", "", HALF), ("a", "", TEN)], {"a": (1000, 45), "b": (4500, 45)}),
        # After one that gave something and stops, nobody behind it is asked; those before it are.
        ([("a", "priority: 2, ", HALF), ("b", "priority: 1", TEN)], {"a": (5000, 40), "b": (1000, 40)}),
        ([("a", "priority: 2\nstop: true", HALF), ("b", "priority: 1", TEN)], {"a": (5000, 50), "b": (0, 0)}),
        ([("a", "priority: 1\nstop: true", HALF), ("b", "priority: 2", TEN)], {"a": (4500, 45), "b": (1000, 45)}),
        ([("a", "priority: 2\nstop: true", NEVER), ("b", "priority: 1", TEN)], {"a": (0, 90), "b": (1000, 0)}),
        (
            [("a", "priority: 3", TEN), ("b", "priority: 2\nstop: true", TEN), ("c", "priority: 1", TEN)],
            {"a": (1000, 80), "b": (1000, 80), "c": (0, 0)},
        ),
    ],
)
def test_who_goes_first_and_who_stops_the_others(
    programmes: list[tuple[str, str, str]], given: dict[str, tuple[int, int]]
) -> None:
    asked = [Asked(club(code, head.rstrip(", "), promotion), Buyer({})) for code, head, promotion in programmes]
    told = evaluate_all(asked, basket("A@100"))
    found = {
        one.programme.id: (sum(p.amount for p in said.promotions), sum(e.amount for e in said.earnings))
        for one, said in zip(asked, told, strict=True)
    }
    assert found == given
    assert len({(said.total, said.discount, said.to_pay) for said in told}) == 1


@pytest.mark.parametrize("turned", [False, True])
def test_what_stays_is_judged_in_the_order_in_which_it_was_given(turned: bool) -> None:
    """By id where priorities are equal, in whatever order the receipt names its programmes."""
    given = [Given(club("a", "", TEN), {"p": 1000}), Given(club("b", "", HALF), {"p": 4500})]
    if turned:
        given.reverse()
    left = judge_again(given, basket("A@80"))
    found = {one.programme.id: part.promotions[0].amount for one, part in zip(given, left, strict=True)}
    assert found == {"a": 1000, "b": 3500}
