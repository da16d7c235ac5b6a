"""What is to be reviewed, as somebody sees it who has to decide."""

import pytest

from moadon.apps.clubs import queries as clubs
from moadon.apps.fraud.links import links_of
from moadon.apps.fraud.models import Rule
from moadon.kernel.ids import public_id
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, document
from tests.interfaces.office.shop_floor import FOR_EVER, open_floor, plain, text_of
from tests.interfaces.office.suspected import suspected


@pytest.fixture
def floor(kav):
    floor = open_floor(kav)
    floor.publish(document(LINEAR, wallets=FOR_EVER))
    return floor


@pytest.fixture
def finding(floor, kav):
    """Noa and the finding about her."""
    noa = floor.join(first_name="Noa")
    return noa, suspected(kav, noa, floor.sells("250", member=noa)["id"])


def decides(client, finding, way, reason="Seen on camera"):
    return client.post(f"/office/kav/reviews/{finding}/{way}", {"reason": reason})


def test_nothing_odd_says_what_is_watched(signed_in, floor):
    told = plain(text_of(signed_in("owner"), "/office/kav/reviews/"))
    assert "Nothing looks odd" in told
    assert "employees who ring up their own receipts" in told


def test_the_queue_names_the_worst_first(signed_in, floor, kav, finding):
    noa, _ = finding
    suspected(kav, noa, floor.sells("10", member=noa)["id"], rule="member_spends", score=90)
    told = plain(text_of(signed_in("owner"), "/office/kav/reviews/"))
    assert told.rindex("Value spent again and again") < told.rindex("Many receipts of one member")
    assert "Noa" in told
    only = plain(text_of(signed_in("owner", "o2"), "/office/kav/reviews/?rule=member_spends"))
    assert "2 findings" not in only
    assert "Many receipts of one member" not in only.split("1 finding")[-1]


def test_the_queue_is_exported(signed_in, finding):
    response = signed_in("owner").get("/office/kav/reviews/?export=csv")
    assert b"Many receipts of one member" in b"".join(
        response.streaming_content if response.streaming else [response.content]
    )


def test_a_finding_shows_what_it_rests_on_and_each_decision_with_its_reason(signed_in, finding):
    _, review = finding
    client = signed_in("owner")
    page = f"/office/kav/reviews/{review}"
    assert "Receipt " in plain(text_of(client, page))
    assert "Nobody can spend it until" in plain(text_of(client, f"{page}/hold"))
    assert decides(client, review, "hold", "").status_code == 422
    assert decides(client, review, "hold").headers["Location"] == page
    told = plain(text_of(client, page))
    assert "held" in told and "Seen on camera" in told
    assert decides(client, review, "reverse").status_code == 302
    assert "taken back" in plain(text_of(client, page))
    assert client.get(f"{page}/release").headers["Location"] == page


def test_the_overview_says_that_something_waits(signed_in, finding):
    assert "1 thing looks like misuse" in plain(text_of(signed_in("owner"), "/office/kav/"))


def test_a_rule_is_changed_and_tried(signed_in, floor, kav):
    client = signed_in("owner")
    assert "More than 6 receipts of the same member" in plain(text_of(client, "/office/kav/reviews/rules"))
    there = "/office/kav/reviews/rules/member_receipts"
    assert client.post(there, {"on": "on", "effect": "hold", "most": "0", "hours": "24"}).status_code == 422
    assert client.post(there, {"on": "on", "effect": "hold", "most": "3", "hours": "24"}).status_code == 302
    with club_transaction(kav.id):
        row = Rule.objects.get()
    assert (row.effect, row.numbers) == ("hold", {"most": 3, "hours": 24})
    noa = floor.join()
    for _ in range(4):
        floor.sells("10", member=noa)
    assert "It would have found 1 thing in the last 90 days" in plain(text_of(client, f"{there}?try=1"))


def test_an_employee_is_linked_by_phone_and_by_hand(signed_in, floor, kav):
    noa, ori = floor.join("052-555-0142"), floor.join("052-555-0143")
    with club_transaction(kav.id):
        employee = clubs.employees(kav)[0]
    client, there = signed_in("owner"), f"/office/kav/reviews/staff/{public_id('emp', employee.pk)}"
    assert client.post(there, {"form": "person", "phone": "0525550142"}).status_code == 302
    assert client.post(there, {"form": "link", "member": "0525550143", "kind": "relative"}).status_code == 302
    assert client.post(there, {"form": "link", "member": "0525559999", "kind": "self"}).status_code == 422
    with club_transaction(kav.id):
        found = [(public_id("mbr", one.member_id), one.kind) for one in links_of(kav, employee.pk)]
    assert sorted(found) == sorted([(noa, "self"), (ori, "relative")])
    assert client.post(f"{there}/unlink", {"member": ori}).status_code == 302
    with club_transaction(kav.id):
        assert links_of(kav, employee.pk).count() == 1
