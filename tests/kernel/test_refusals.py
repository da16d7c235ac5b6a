"""Why something was not done."""

import pytest

from moadon.kernel.refusals import Refused, RefusedMany


def test_a_refusal_holds_its_code_place_status_and_numbers():
    refused = Refused("not_enough", field="redeem.0.amount", status=409, available=500, wanted=700)
    assert (refused.code, refused.field, refused.status) == ("not_enough", "redeem.0.amount", 409)
    assert refused.params == {"available": 500, "wanted": 700}
    assert str(refused) == "not_enough at redeem.0.amount {'available': 500, 'wanted': 700}"
    assert str(Refused("gone")) == "gone"
    assert Refused("gone").status == 422


@pytest.mark.parametrize(
    ("inner", "outer", "field"),
    [(None, "lines.3", "lines.3"), ("quantity", "lines.3", "lines.3.quantity"), ("a.b", "c", "c.a.b")],
)
def test_a_refusal_of_a_part_is_told_of_the_whole(inner, outer, field):
    moved = Refused("not_a_number", field=inner, status=400, given="x").at(outer)
    assert (moved.code, moved.field, moved.status, moved.params) == ("not_a_number", field, 400, {"given": "x"})


def test_several_refusals_are_told_together_with_the_gravest_status():
    first, second = Refused("a", field="x"), Refused("b", field="y", status=404)
    many = RefusedMany(refusal for refusal in (first, second))
    assert many.refusals == (first, second)
    assert (many.code, many.status, many.params["n"]) == ("several_refusals", 422, 2)
    assert isinstance(many, Refused)
