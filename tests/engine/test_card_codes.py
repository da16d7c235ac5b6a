"""Codes of gift cards: typed in any habit, and a typing error is told from a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.cards.codes import ALPHABET, RANDOM, grouped, make_code, parse_code, parse_pin
from moadon.kernel.refusals import Refused

CODES = st.lists(st.integers(0, len(ALPHABET) - 1), min_size=RANDOM, max_size=RANDOM).map(make_code)


def test_there_is_more_chance_in_a_code_than_anybody_can_try() -> None:
    assert len(ALPHABET) ** RANDOM >= 2**62
    assert not set(ALPHABET) & set("01ILO")


@given(CODES)
def test_a_code_is_read_as_people_type_it(code: str) -> None:
    for typed in (
        code, code.lower(), grouped(code), f"  {grouped(code).replace('-', ' – ')} ",
        code.translate(str.maketrans("23456789", "۲۳۴۵۶۷۸۹")), "\u200f" + code,
    ):  # fmt: skip
        assert parse_code(typed) == code


@given(CODES, st.integers(0, RANDOM), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_a_typing_error(code: str, place: int, other: str) -> None:
    typed = code[:place] + other + code[place + 1 :]
    if typed != code:
        with pytest.raises(Refused, match="card_code_mistyped"):
            parse_code(typed)


@given(CODES, st.integers(0, RANDOM - 1))
def test_two_neighbours_swapped_are_a_typing_error(code: str, place: int) -> None:
    typed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if typed != code:
        with pytest.raises(Refused, match="card_code_mistyped"):
            parse_code(typed)


@pytest.mark.parametrize("typed", ["", "A", "0" * 16, "A" * 500, None, 7, "7K4M-Q2XH-9TRW"])
def test_what_no_card_is_called_is_refused(typed: object) -> None:
    with pytest.raises(Refused, match="card_code_mistyped"):
        parse_code(typed)


@pytest.mark.parametrize(("typed", "pin"), [("1234", "1234"), (" ۱۲۳۴۵۶ ", "123456"), ("٠٠٠٠", "0000")])
def test_a_pin_has_four_to_six_digits_of_any_script(typed: str, pin: str) -> None:
    assert parse_pin(typed) == pin


@pytest.mark.parametrize("typed", ["", "123", "1234567", "12a4", "١٢٣½", None])
def test_what_is_no_pin_is_refused(typed: object) -> None:
    with pytest.raises(Refused, match="pin_not_valid"):
        parse_pin(typed)
