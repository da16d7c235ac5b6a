"""The audit log in the office."""

import re

from moadon.apps.clubs import actions
from moadon.apps.clubs.types import SYSTEM
from tests.interfaces.office.who import allowed, statuses

LOG = "/office/kav/audit/"


def test_the_log_is_for_those_who_run_the_club(signed_in):
    assert statuses(signed_in, LOG) == allowed("owner", "manager")


def test_a_stranger_signs_in_first_and_another_club_is_not_there(client, signed_in, kav, north):
    assert client.get(LOG).url.startswith("/office/sign-in?next=")
    assert signed_in("owner", "noa", (north,)).get(LOG).status_code == 404


def test_what_somebody_does_stands_in_it_with_before_and_after(signed_in):
    client = signed_in("manager")
    client.post("/office/kav/branches/add", {"code": "tlv-1", "name": "<b>Harbour</b>", "active": "on"})

    page = client.get(f"{LOG}?q=branch").content.decode()

    assert "branch.added" in page
    assert "dana" in page
    assert "&lt;b&gt;Harbour" in page
    assert "<b>Harbour" not in page


def test_a_deed_is_found_by_who_did_it(signed_in):
    client = signed_in("manager")
    client.post("/office/kav/branches/add", {"code": "tlv-1", "name": "Harbour", "active": "on"})

    assert "branch.added" in client.get(f"{LOG}?kind=user").content.decode()
    assert "branch.added" not in client.get(f"{LOG}?kind=key").content.decode()


def test_the_log_asks_a_constant_number_of_questions(signed_in, kav, django_assert_max_num_queries):
    client = signed_in()
    for n in range(60):
        actions.add_branch(club=kav, code=f"b{n}", name="Branch", actor=SYSTEM)
    client.get(LOG)

    with django_assert_max_num_queries(14):
        page = client.get(LOG).content.decode()
    assert "1 – 50 of" in re.sub("<[^>]*>", "", page)
