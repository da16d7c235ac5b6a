"""Opaque ids over row numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(1, 2**63 - 1))
def test_an_id_leads_back_to_its_row(number):
    public = public_id("mbr", number)
    assert row_id("mbr", public) == number
    assert len(public) == 17


def test_ids_of_neighbours_show_neither_order_nor_count():
    ids = [public_id("rcp", number) for number in range(1, 2001)]
    assert len(set(ids)) == 2000
    assert ids != sorted(ids)
    assert len({public[4:8] for public in ids}) > 1900


def test_ids_stay_the_same_for_ever():
    """They are printed, stored and linked to: a change here breaks the outside."""
    assert [public_id("mbr", 1), public_id("mbr", 2**63 - 1)] == ["mbr_44xnbm63qregc", "mbr_93jask5jpbypb"]


@pytest.mark.parametrize(
    "given",
    [
        "", "mbr", "mbr_", "mbr_0", "rcp_0c5z3k7q1m9xw", "mbr_0c5z3k7q1m9x", "mbr_0c5z3k7q1m9xww", "mbr_OC5Z3K7Q1M9XW",
        "mbr_0c5z3k7q1m9xi", "mbr-0c5z3k7q1m9xw", "mbr_zzzzzzzzzzzzz", "mbr_0000000000000 ", "mbr_۰۰۰۰۰۰۰۰۰۰۰۰۰",
        "1", 1, None, ["mbr_0c5z3k7q1m9xw"], b"mbr_0c5z3k7q1m9xw", "mbr_" + "0" * 100_000,
    ],
)  # fmt: skip
def test_anything_else_is_an_unknown_id(given):
    with pytest.raises(Refused) as raised:
        row_id("mbr", given, field="member")
    assert (raised.value.code, raised.value.status, raised.value.field) == ("unknown_id", 404, "member")


def test_one_prefix_is_not_another():
    with pytest.raises(Refused, match="unknown_id"):
        row_id("rcp", public_id("mbr", 7))


@pytest.mark.parametrize("number", [0, 2**63, 2**64 - 1])
def test_numbers_that_are_no_row_lead_nowhere(number):
    with pytest.raises(Refused, match="unknown_id"):
        row_id("mbr", public_id("mbr", number))
