"""How codes look, and that a slip of the finger is told from a code."""

import pytest

from moadon.engine.coupons import ALPHABETS, Pattern, grouped, normal
from moadon.kernel.refusals import Refused


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("abcd-efgh", "ABCDEFGH"),
        (" AB cd ", "ABCD"),
        ("۱۲۳۴-٥٦", "123456"),
        ("\u200eAB–CD_E.F\u00a0", "ABCDEF"),
    ],
)
def test_a_code_is_compared_however_it_is_typed(typed: str, code: str) -> None:
    assert normal(typed) == code


@pytest.mark.parametrize(
    ("code", "shown"),
    [("ABCD", "ABCD"), ("ABCDEF", "ABCDEF"), ("ABCDEFGH", "ABCD-EFGH"), ("ABCDEFGHJKLMNP", "ABCD-EFGH-JKLMNP"),
     ("ABCDEFGHJKL", "ABCD-EFGH-JKL")],
)  # fmt: skip
def test_a_code_is_read_in_groups(code: str, shown: str) -> None:
    assert grouped(code) == shown and normal(shown) == code


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_any_one_wrong_letter_is_told(alphabet: str) -> None:
    pattern, letters = Pattern("X", 13, alphabet), ALPHABETS[alphabet]
    code = pattern.code((letters * 2)[3:16])
    assert not pattern.is_slip(code)
    for place in range(1, len(code)):
        for letter in set(letters) - {code[place]}:
            assert pattern.is_slip(code[:place] + letter + code[place + 1 :])


def test_of_letters_any_two_that_changed_places_are_told() -> None:
    pattern, letters = Pattern("", 13), ALPHABETS["letters"]
    for shift in range(len(letters)):
        code = pattern.code((letters * 3)[shift : shift + 26 : 2])
        swapped = [code[:n] + code[n + 1] + code[n] + code[n + 2 :] for n in range(13) if code[n] != code[n + 1]]
        assert swapped and all(pattern.is_slip(one) for one in swapped)


@pytest.mark.parametrize(
    ("pattern", "personal", "code"),
    [
        (Pattern(), False, None),
        (Pattern(length=12), False, "code_too_short"),
        (Pattern(length=7), True, None),
        (Pattern(length=6), True, "code_too_short"),
        (Pattern(length=19, alphabet="digits"), False, None),
        (Pattern(length=18, alphabet="digits"), False, "code_too_short"),
        (Pattern(alphabet="runes"), False, "unknown_alphabet"),
        (Pattern(prefix="א"), False, "bad_prefix"),
        (Pattern(length=41), False, "not_between"),
    ],
)
def test_what_can_be_guessed_is_refused(pattern: Pattern, personal: bool, code: str | None) -> None:
    if code is None:
        assert pattern.checked(personal=personal).bits >= (32 if personal else 62)
        return
    with pytest.raises(Refused) as refused:
        pattern.checked(personal=personal)
    assert refused.value.code == code
