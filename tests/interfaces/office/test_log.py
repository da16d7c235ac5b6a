"""The audit log in the office."""

import re

from moadon.apps.clubs import actions
from moadon.apps.clubs.types import SYSTEM
from moadon.interfaces.office.log.words import DEEDS, fields_told
from tests.interfaces.office.who import allowed, statuses
from tests.laws.tree import PACKAGE

LOG = "/office/kav/audit/"


def test_the_log_is_for_those_who_run_the_club(signed_in):
    assert statuses(signed_in, LOG) == allowed("owner", "manager", "auditor")


def test_a_stranger_signs_in_first_and_another_club_is_not_there(client, signed_in, kav, north):
    assert client.get(LOG).url.startswith("/office/sign-in?next=")
    assert signed_in("owner", "noa", (north,)).get(LOG).status_code == 404


def test_what_somebody_does_stands_in_it_with_before_and_after(signed_in):
    client = signed_in("manager")
    client.post("/office/kav/branches/add", {"code": "tlv-1", "name": "<b>Harbour</b>", "active": "on"})

    page = client.get(f"{LOG}?q=branch").content.decode()

    assert "Branch added" in page
    assert "dana" in page
    assert "&lt;b&gt;Harbour" in page
    assert "<b>Harbour" not in page


def test_a_deed_is_found_by_who_did_it(signed_in):
    client = signed_in("manager")
    client.post("/office/kav/branches/add", {"code": "tlv-1", "name": "Harbour", "active": "on"})

    assert "tlv-1" in client.get(f"{LOG}?kind=user").content.decode()
    assert "tlv-1" not in client.get(f"{LOG}?kind=key").content.decode()


def test_a_deed_is_found_by_what_it_is_called(signed_in):
    client = signed_in("manager")
    client.post("/office/kav/branches/add", {"code": "tlv-1", "name": "Harbour", "active": "on"})

    assert "tlv-1" in client.get(f"{LOG}?q=ranch add").content.decode()
    assert "tlv-1" in client.get(f"{LOG}?what=branch.added").content.decode()
    assert "tlv-1" not in client.get(f"{LOG}?what=key.made").content.decode()


def test_fields_are_told_in_words_and_branches_by_name(kav):
    told = fields_told({"name": "<b>", "active": True, "branch_id": 7, "parent": None, "version": 3}, {7: "Harbour"})
    text = re.sub("<[^>]*>", "", told)

    assert text == "Name &lt;b&gt;, In use yes, Branch Harbour, Below —, Version 3"
    assert "—" in fields_told(None, {})
    assert "2024" in fields_told({"role": "owner", "live_from": "2024-11-24T22:00:00+00:00"}, {})


def test_every_deed_has_words():
    named = "branch|category|club|employee|import|key|member|product|programme|receipt|role|user"
    written = {
        action
        for room in ("apps", "flows")
        for path in (PACKAGE / room).rglob("*.py")
        for action in re.findall(rf'"((?:{named})\.[a-z_]+)"', path.read_text("utf-8"))
    }

    assert written - {"club.yaml"} - DEEDS.keys() == set()


def test_the_log_asks_a_constant_number_of_questions(signed_in, kav, django_assert_max_num_queries):
    client = signed_in()
    for n in range(60):
        actions.add_branch(club=kav, code=f"b{n}", name="Branch", actor=SYSTEM)
    client.get(LOG)

    with django_assert_max_num_queries(14):
        page = client.get(LOG).content.decode()
    assert "1 – 50 of" in re.sub("<[^>]*>", "", page)
