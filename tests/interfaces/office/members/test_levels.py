"""A member's page tells the level, how far it is to the next, and lets a manager set it by hand with a reason."""

import pytest

from moadon.apps.rewards.models import TierChange
from moadon.store import club_transaction
from tests.flows.shopkeeper import document
from tests.interfaces.office.shop_floor import FOR_EVER, plain, reads, text_of
from tests.interfaces.office.who import allowed, statuses

TIERS = """
tiers:
  - id: main
    name: {en: Club levels, he: דרגות המועדון, fa: سطح‌های باشگاه}
    basis: spend
    levels:
      - {id: basic, from: "0", name: {en: Basic, he: בסיס, fa: پایه}}
      - {id: gold, from: "500", name: {en: Gold, he: זהב, fa: طلایی}}
"""
POINTS = "{id: p, type: per_amount, amount: '1', give: '1', wallet: points}"


@pytest.fixture
def noa(floor):
    floor.publish(document(POINTS, wallets=FOR_EVER) + TIERS)
    return floor.join()


def seen(client, member: str) -> str:
    return plain(text_of(client, f"/office/kav/members/{member}")).replace("\u00a0", " ")


def test_the_level_stands_beside_with_what_is_missing(floor, signed_in, noa):
    client = signed_in()
    floor.sells("400", member=noa)
    page = seen(client, noa)
    assert "Club levels Basic" in page
    assert "Gold: ₪100.00 more." in page
    floor.sells("100", member=noa)
    page = seen(client, noa)
    assert "Club levels Gold" in page
    assert "reached" in page


def test_each_language_has_its_own_words(floor, signed_in, noa):
    client = signed_in()
    reads(client, "he")
    assert "דרגות המועדון בסיס" in seen(client, noa)
    reads(client, "fa")
    assert "سطح‌های باشگاه پایه" in seen(client, noa)


def test_a_manager_sets_it_by_hand_and_takes_it_off(kav, signed_in, noa):
    client = signed_in("manager")
    address = f"/office/kav/members/{noa}/level/club/main"
    assert "Set the level by hand" in seen(client, noa)
    assert client.get(address).status_code == 200
    posted = client.post(address, {"level": "gold", "until": "", "reason": "Opened the branch with us"})
    assert posted.status_code == 302
    page = seen(client, noa)
    assert "Club levels Gold" in page
    assert "Opened the branch with us" in page
    assert client.post(f"{address}/free").status_code == 302
    assert "Club levels Basic" in seen(client, noa)
    with club_transaction(kav.id):
        assert [row.cause for row in TierChange.objects.order_by("id")] == ["manual", "manual"]


@pytest.mark.parametrize(
    "typed", [{"level": "gold", "reason": ""}, {"level": "ruby", "reason": "Why"},
              {"level": "gold", "reason": "Why", "until": "2020-01-01"}, {"level": "gold", "reason": "Why", "until": "x"}]
)  # fmt: skip
def test_what_is_refused_says_so_under_its_field(kav, signed_in, noa, typed):
    client = signed_in("manager")
    assert client.post(f"/office/kav/members/{noa}/level/club/main", typed).status_code == 422
    with club_transaction(kav.id):
        assert not TierChange.objects.exists()


def test_who_may_set_a_level(signed_in, noa):
    assert statuses(signed_in, f"/office/kav/members/{noa}/level/club/main") == allowed("owner", "manager")
    assert signed_in("manager").get(f"/office/kav/members/{noa}/level/club/none").status_code == 404


def test_groups_of_a_member_are_shown_and_edited(signed_in, noa):
    client = signed_in("manager")
    form = client.get(f"/office/kav/members/{noa}/edit")
    edition = form.context["edition"]
    typed = {name: form.context["form"][name].value() or "" for name in form.context["form"].fields}
    hidden = {f"initial-{name}": value for name, value in typed.items()}
    posted = client.post(
        f"/office/kav/members/{noa}/edit", {**typed, **hidden, "segments": "vip, staff،vip", "edition": edition}
    )
    assert posted.status_code == 302
    assert "staff, vip" in seen(client, noa)
