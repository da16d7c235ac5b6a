"""Floors, PINs and the codes of devices, decided on plain values."""

from datetime import UTC, date, datetime

import pytest

from moadon.engine.proofs import Floors, amount_in, check_pin, digits_of, lacking, read_token, step_at, token_of
from moadon.kernel.refusals import Refused

BORN = date(1987, 3, 14)


@pytest.mark.parametrize(
    ("floors", "before", "wanted", "told"),
    [
        (Floors(2000), {}, {"money": 2000}, []),
        (Floors(2000), {"money": 1}, {"money": 2000}, ["money"]),
        (Floors(2000), {}, {"points": 10**9}, []),
        (Floors(0, 0), {}, {"money": 0, "points": 1}, ["points"]),
        (Floors(None, 5), {"points": 40_000}, {"points": 10_000, "money": 1}, []),
        (Floors(None, 5), {"points": 40_001}, {"points": 10_000}, ["points"]),
    ],
)
def test_floors(floors: Floors, before: dict[str, int], wanted: dict[str, int], told: list[str]) -> None:
    assert lacking(floors, before, wanted) == told  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "amount", "places", "told"), [("credit", 12, 2, 12), ("points", 12, 0, 120_000), ("points", 15, 1, 15_000)]
)
def test_points_of_all_wallets_are_counted_alike(kind: str, amount: int, places: int, told: int) -> None:
    assert amount_in(kind, amount, places) == told


@pytest.mark.parametrize("pin", ["8302", "730164", "59281746", "۸۳۰۲", "8-3-0-2"])
def test_pins_that_are_taken(pin: str) -> None:
    assert check_pin(pin, born=BORN, numbers=["+972525550142"]).isascii()


@pytest.mark.parametrize(
    ("pin", "code"),
    [
        ("830", "not_a_pin"), ("830275649", "not_a_pin"), ("83o2", "not_a_pin"), ("", "not_a_pin"),
        ("1234", "weak_pin"), ("4321", "weak_pin"), ("8901", "weak_pin"), ("0000", "weak_pin"), ("1212", "weak_pin"),
        ("123456", "weak_pin"), ("1403", "weak_pin"), ("0314", "weak_pin"), ("1987", "weak_pin"),
        ("140387", "weak_pin"), ("14031987", "weak_pin"), ("870314", "weak_pin"), ("0142", "weak_pin"),
        ("5550", "weak_pin"),
    ],
)  # fmt: skip
def test_pins_that_are_not(pin: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        check_pin(pin, born=BORN, numbers=["+972525550142"])


def test_a_code_of_a_device_is_read_back_and_is_the_same_everywhere() -> None:
    moment = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
    text = token_of(bytes(range(32)), "dev_0c5z3k7q1m9xw", step_at(moment))
    assert text == "mq1.dev_0c5z3k7q1m9xw.59844720.PEYHTTA56GDEAEGQ"
    assert digits_of(bytes(range(32)), "dev_0c5z3k7q1m9xw", step_at(moment)) == "627021062"
    token = read_token(f" {text} ")
    assert token is not None and (token.device, token.step) == ("dev_0c5z3k7q1m9xw", 59844720)


@pytest.mark.parametrize("text", ["", "8302", "mq1.x.1.AAAA", "mq2.dev_0c5z3k7q1m9xw.1.AAAAAAAAAAAAAAAA"])
def test_other_texts_are_no_codes(text: str) -> None:
    assert read_token(text) is None
