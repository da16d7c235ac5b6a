"""Names as they are kept, and as they are found again however they are typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.identity import compact, fold, fold_words, tidy_name
from tests.engine.shop import light


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Dana   Levi ", "Dana Levi"),
        ("Dana\tLevi\n", "Dana Levi"),
        ("Dana\u00a0Levi", "Dana Levi"),
        ("Jose\u0301", "José"),  # composed
        ("\u200fדנה\u200e לוי", "דנה לוי"),
        ("علی\u200cرضا", "علی\u200cرضا"),  # a half-space inside a word is spelling
        ("علی\u200c رضا\u200c", "علی رضا"),  # at its end it is dirt
        ("علی\u200c\u200cرضا", "علی\u200cرضا"),
        ("\ufeffDana", "Dana"),
        ("", ""),
    ],
)
def test_a_name_is_kept_tidy(typed, kept):
    assert tidy_name(typed) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DANA", "dana"),
        ("José Núñez", "jose nunez"),
        ("O’Brien", "O'Brien"),
        ("Straße", "STRASSE"),
        ("Sørensen", "Sorensen"),
        ("Noa-Lee", "Noa Lee"),
        ("דָּנָה כֹּהֵן", "דנה כהן"),  # niqqud
        ("ז׳בוטינסקי", "ז'בוטינסקי"),  # geresh and what is typed for it
        ("צה״ל", 'צה"ל'),
        ("בן־גוריון", "בן גוריון"),  # a maqaf
        ("בן-גוריון", "בן גוריון"),
        ("כהנ", "כהן"),  # a final letter that was not typed as one
        ("كريمي", "کریمی"),  # Arabic kaf and yeh
        ("علي", "علی"),
        ("مُحَمَّد", "محمد"),  # vowel signs
        ("آرش", "ارش"),
        ("رؤيا", "رویا"),
        ("فاطمة", "فاطمه"),
        ("محـــمد", "محمد"),  # the stretcher
        ("علی\u200cرضا", "علی رضا"),  # half-space
        ("واحد ۱۲", "واحد 12"),
        ("واحد ١٢", "واحد 12"),
    ],
)
def test_what_reads_the_same_is_found_as_the_same(one, other):
    assert fold(one) == fold(other)


def test_a_name_is_found_as_one_word_or_two():
    assert compact("علی\u200cرضا") == compact("علی رضا") == compact("علیرضا")
    assert compact("Noa-Lee") == compact("NoaLee")
    assert fold_words("בן־גוריון  דוד") == ("בנ", "גוריונ", "דוד")


@pytest.mark.parametrize(("one", "other"), [("Dana", "Dina"), ("לוי", "לביא"), ("رضا", "رضایی"), ("12", "21")])
def test_what_differs_stays_different(one, other):
    assert fold(one) != fold(other)
    assert compact(one) != compact(other)


@light
@given(st.text(max_size=40))
def test_folding_and_tidying_twice_changes_nothing_more(text):
    tidy = tidy_name(text)
    assert tidy_name(tidy) == tidy
    assert fold(fold(text)) == fold(text) == fold(tidy)
    assert unicodedata.is_normalized("NFC", tidy)
