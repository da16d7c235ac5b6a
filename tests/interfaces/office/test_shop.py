"""Branches, employees, tills and keys in the office."""

import re

import pytest

from moadon.apps.clubs import actions, queries
from moadon.apps.clubs.types import SYSTEM
from moadon.kernel.ids import public_id
from moadon.store import club_transaction
from tests.interfaces.office.who import allowed, statuses

EVERY_LIST = ("branches", "employees", "tills")
FORMS = {
    "branches": {"code": "tlv-1", "name": "Harbour", "active": "on"},
    "employees": {"code": "e1", "name": "Ron", "active": "on"},
    "tills": {"code": "T1"},
}


@pytest.mark.parametrize("name", EVERY_LIST)
def test_everybody_in_the_club_reads_the_shop(signed_in, name):
    assert statuses(signed_in, f"/office/kav/{name}/") == allowed("owner", "manager", "cashier", "auditor", "analyst")


@pytest.mark.parametrize("name", EVERY_LIST)
def test_only_those_who_run_the_club_change_the_shop(signed_in, name):
    assert statuses(signed_in, f"/office/kav/{name}/add") == allowed("owner", "manager")


def test_only_the_owner_sees_keys(signed_in):
    assert statuses(signed_in, "/office/kav/keys/") == allowed("owner", "auditor")


@pytest.mark.parametrize("name", [*EVERY_LIST, "keys"])
def test_a_stranger_signs_in_first_and_another_club_is_not_there(client, signed_in, kav, north, name):
    assert client.get(f"/office/kav/{name}/").url.startswith("/office/sign-in?next=")
    assert signed_in("owner", "noa", (north,)).get(f"/office/kav/{name}/").status_code == 404


@pytest.mark.parametrize("name", EVERY_LIST)
def test_what_is_added_stands_in_its_list(signed_in, name):
    client = signed_in("manager")

    answer = client.post(f"/office/kav/{name}/add", FORMS[name], follow=True)

    assert answer.redirect_chain == [(f"/office/kav/{name}/", 302)]
    assert FORMS[name]["code"] in answer.content.decode()


@pytest.mark.parametrize("name", EVERY_LIST)
def test_a_code_that_is_taken_is_refused_under_its_field(signed_in, name):
    client = signed_in("manager")
    client.post(f"/office/kav/{name}/add", FORMS[name])

    answer = client.post(f"/office/kav/{name}/add", FORMS[name])

    assert answer.status_code == 422
    assert answer.context["form"].errors["code"] == ["Another one has this code already."]


def test_a_zone_that_is_none_is_refused_under_its_field(signed_in):
    answer = signed_in().post("/office/kav/branches/add", {"code": "b", "name": "B", "time_zone": "Mars/Base"})

    assert answer.status_code == 422
    assert "time_zone" in answer.context["form"].errors


def test_a_branch_that_somebody_else_changed_meanwhile_is_not_overwritten(signed_in, kav):
    branch = actions.add_branch(club=kav, code="tlv-1", name="Harbour", actor=SYSTEM)
    client = signed_in()
    listed = client.get("/office/kav/branches/").content.decode()
    address = re.search(r'href="(/office/kav/branches/brn_[^"]+)"', listed).group(1)
    form = {"code": "tlv-1", "name": "Old Harbour", "active": "on", "edition": "1"}
    actions.edit_branch(club=kav, branch_id=branch.pk, changes={"name": "New Harbour"}, actor=SYSTEM)

    answer = client.post(address, form)

    assert answer.status_code == 422
    assert "Somebody else has changed this meanwhile" in answer.content.decode()


def test_a_key_is_shown_once_and_works_until_it_is_ended(signed_in, kav):
    client = signed_in()

    made = client.post("/office/kav/keys/add", {"name": "Jaffa", "scope": "till"})
    secret = re.search(r"mdn_[\w-]+", made.content.decode()).group()
    listed = client.get("/office/kav/keys/").content.decode()
    end = re.search(r'href="(/office/kav/keys/key_[^"]+/revoke)"', listed).group(1)

    assert made["Cache-Control"] == "no-store"
    assert secret not in listed
    assert queries.key_by_secret(secret).name == "Jaffa"
    assert client.get(end).status_code == 200
    assert client.post(end).url == "/office/kav/keys/"
    assert queries.key_by_secret(secret) is None
    assert client.get(end).status_code == 404


@pytest.mark.parametrize("name", EVERY_LIST)
def test_a_list_asks_a_constant_number_of_questions(signed_in, kav, name, django_assert_max_num_queries):
    client = signed_in()
    for n in range(60):
        branch = actions.add_branch(club=kav, code=f"b{n}", name=f"Branch {n}", actor=SYSTEM)
        if name == "employees":
            actions.add_employee(club=kav, code=f"e{n}", name="Ron", branch_id=branch.pk, actor=SYSTEM)
        if name == "tills":
            actions.add_till(club=kav, code="T1", branch_id=branch.pk, actor=SYSTEM)
    client.get(f"/office/kav/{name}/")

    with django_assert_max_num_queries(14):
        assert client.get(f"/office/kav/{name}/").content.decode().count("<tr role=") == 51
    with club_transaction(kav.id):
        assert queries.branches(kav).count() == 60


def test_a_key_is_given_another_secret_which_is_shown_once(signed_in, kav):
    client = signed_in()
    made = actions.make_key(club=kav, scope="till", name="Till 1", actor=SYSTEM)
    place = f"/office/kav/keys/{public_id('key', made.id)}/renew"
    assert "does for a week" in client.get(place).content.decode()

    page = client.post(place, {"hours": "168"})
    secret = re.search(r"mdn_[\w-]{43}", page.content.decode()).group()

    assert page["Cache-Control"] == "no-store"
    assert [queries.key_by_secret(one) is not None for one in (secret, made.secret)] == [True, True]
    listed = client.get("/office/kav/keys/").content.decode()
    assert "two secrets" in listed and secret not in listed and secret[-4:] in listed
    assert client.post(place, {"hours": "9999"}).status_code == 422
