"""What no reader types, sent all the same: a page that says so, or what the rest of the request asks for."""

import pytest


@pytest.mark.parametrize(
    "place",
    [
        "find?q=%00",
        "find?q=a%00b",
        "receipts/enter/goods?line.1.sku=%00",
        "receipts/?paid=0001-01-01..9999-12-31",
        "receipts/?paid.from=0001-01-01&paid.to=9999-12-31",
        "members/?q=%00",
        "members/?joined=0001-01-01..9999-12-31",
    ],
)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_question_that_no_database_understands(signed_in, place, language):
    client = signed_in()
    client.post("/office/preferences", {"language": language})

    assert client.get(f"/office/kav/{place}").status_code == 200


@pytest.mark.parametrize("place", ["programmes/%00", "programmes/a%00b/edit", "members/%00", "imports/%00"])
def test_an_address_that_no_text_can_hold(signed_in, place):
    assert signed_in().get(f"/office/kav/{place}").status_code == 404


def test_a_receipt_typed_with_zero_bytes(signed_in):
    answer = signed_in().post("/office/kav/receipts/enter", {"line.1.sku": "\0", "line.1.quantity": "1\0", "do": "1"})

    assert answer.status_code == 422


def test_a_form_of_too_many_fields(signed_in):
    answer = signed_in().post("/office/kav/members/add", {f"f{n}": "1" for n in range(2000)})

    assert answer.status_code == 400
    assert "cannot be read" in answer.content.decode()
