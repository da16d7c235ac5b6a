"""The redemption catalogue in the office: from the first reward to the member who has it."""

import re
from datetime import UTC, datetime

import pytest

from moadon.apps.clubs import actions as clubs
from moadon.apps.clubs import queries as reads
from moadon.apps.clubs.types import SYSTEM
from moadon.apps.members.types import MemberRef
from moadon.apps.redemptions import actions, queries
from moadon.apps.redemptions.models import Redemption, Reward
from moadon.apps.redemptions.types import WayDraft
from moadon.flows.redemptions import RedemptionDraft, Wish, redeem
from moadon.kernel.ids import public_id
from moadon.store import club_transaction
from tests.flows.shopkeeper import POINTS, document
from tests.interfaces.office.shop_floor import FOR_EVER, open_floor, plain, text_of
from tests.interfaces.office.shop_floor import reads as reads_in

TYPED = {
    "code": "mug", "kind": "product", "sku": "MUG", "name_en": "Mug", "name_he": "ספל", "name_fa": "ماگ",
    "text_en": "With your name", "wallet_1": "points", "amount_1": "500", "levels_1": "gold 400",
    "wallet_2": "points", "amount_2": "۲۰۰", "money_2": "25.00",
    "period": "month", "per_member": "2", "stocked": "all", "kept_minutes": "30", "position": "1",
    "pick_up": "on", "active": "on",
}  # fmt: skip


@pytest.fixture
def floor(kav):
    floor = open_floor(kav)
    floor.publish(document(POINTS, wallets=FOR_EVER))
    return floor


def reward(floor, **more):
    fields = {"names": {"en": "Mug", "he": "ספל"}, "ways": [WayDraft("points", "500")], **more}
    return actions.add_reward(club=floor.club, code="mug", fields=fields, actor=SYSTEM)


def ask(floor, member, **more):
    wish = Wish(MemberRef("id", member), "mug", **more)
    return redeem(floor.club, RedemptionDraft(wish), SYSTEM, datetime.now(UTC))


def only(floor, model):
    with club_transaction(floor.club.id):
        return model.objects.get()


def test_a_reward_is_put_into_the_catalogue_in_three_languages_and_changed(floor, signed_in):
    client = signed_in("manager")
    made = client.post("/office/kav/redemptions/rewards/add", {**TYPED, "save": "1"})
    row = only(floor, Reward)
    assert made.status_code == 302 and made["Location"].endswith(public_id("rwd", row.pk))
    assert row.names == {"en": "Mug", "he": "ספל", "fa": "ماگ"} and row.per_member == 2
    assert [(way["amount"], way["money"], way["tiers"]) for way in row.ways] == [
        (500, 0, {"gold": 400}), (200, 2500, {}),
    ]  # fmt: skip
    page = client.get(made["Location"]).content.decode()
    assert "gold 400" in page and 'dir="rtl"' in page
    changed = {**TYPED, "name_en": "Cup", "edition": "1", "save": "1"}
    assert client.post(made["Location"], changed).status_code == 302
    assert only(floor, Reward).names["en"] == "Cup"
    late = client.post(made["Location"], changed)
    assert late.status_code == 422
    assert "Cup" in plain(text_of(client, "/office/kav/redemptions/rewards/"))


def test_what_is_typed_is_shown_as_a_member_sees_it_and_not_saved(floor, signed_in):
    client = signed_in("manager")
    told = client.post("/office/kav/redemptions/rewards/add", TYPED, headers={"HX-Request": "true"})
    text = plain(told.content.decode()).replace("\u00a0", " ")
    assert "500 points" in text and "200 points and ₪25.00" in text and "With your name" in text
    with club_transaction(floor.club.id):
        assert not Reward.objects.exists()


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"name_en": ""}, "This field is required."),
        ({"amount_1": "0"}, "This must be more than 0."),
        ({"levels_1": "gold"}, "Write a level and its price, like gold 400."),
        ({"pick_up": ""}, "Members have to get it somehow"),
        ({"first_day": "2026-12-02", "last_day": "2026-12-01"}, "The last day comes before the first."),
    ],
)
def test_what_does_not_do_is_said(floor, signed_in, typed, wrong):
    client = signed_in("manager")
    sent = {name: value for name, value in {**TYPED, **typed, "save": "1"}.items() if value}
    told = client.post("/office/kav/redemptions/rewards/add", sent)
    assert told.status_code == 422
    assert wrong in plain(told.content.decode())


def test_stock_is_changed_with_a_reason(floor, signed_in):
    row, client = reward(floor, stocked="all"), signed_in("manager")
    page = f"/office/kav/redemptions/rewards/{public_id('rwd', row.pk)}/stock"
    assert client.post(page, {"change": "12", "reason": "Delivered"}).status_code == 302
    assert client.post(page, {"change": "-13", "reason": "Broken"}).status_code == 422
    told = plain(text_of(client, page))
    assert "12" in told and "Delivered" in told


def test_the_cashier_chooses_a_reward_and_hands_it_over_by_its_code(floor, signed_in):
    reward(floor, stocked="unlimited")
    noa, client = floor.join(first_name="Noa"), signed_in("cashier")
    floor.sells("800", member=noa)
    assert "Rewards within reach" in plain(text_of(client, f"/office/kav/members/{noa}"))
    choose = f"/office/kav/redemptions/choose/{noa}"
    assert "500 points" in plain(text_of(client, choose)).replace("\u00a0", " ")
    made = client.post(choose, {"reward": "mug", "way": "points"})
    row = only(floor, Redemption)
    there = f"/office/kav/redemptions/{public_id('rdm', row.pk)}"
    assert made["Location"] == there
    told = plain(text_of(client, f"/office/kav/redemptions/?q={queries.shown_code(row.code).lower()}"))
    assert "Noa" in told and "1 redemption" in told.replace("\u00a0", " ")
    assert row.code not in text_of(client, there)
    client.post(f"{there}/step", {"then": "handed_over", "code": "WRONG"})
    assert only(floor, Redemption).state == "asked"
    client.post(f"{there}/step", {"then": "handed_over", "code": queries.shown_code(row.code)})
    assert only(floor, Redemption).state == "handed_over"
    statement = plain(text_of(client, f"/office/kav/members/{noa}"))
    assert "For the reward Mug" in statement
    assert "300 points" not in plain(text_of(client, choose)).replace("\u00a0", " ")


def test_pick_up_codes_are_not_guessed_in_the_office(floor, signed_in):
    reward(floor, stocked="unlimited")
    noa, client = floor.join(first_name="Noa"), signed_in("cashier")
    floor.sells("800", member=noa)
    client.post(f"/office/kav/redemptions/choose/{noa}", {"reward": "mug", "way": "points"})
    row = only(floor, Redemption)
    there = f"/office/kav/redemptions/{public_id('rdm', row.pk)}"
    for n in range(15):
        assert "Noa" not in text_of(client, f"/office/kav/redemptions/?q=WRNG2-345{n:02}")
        client.post(f"{there}/step", {"then": "handed_over", "code": "WRONG"})
    found = plain(text_of(client, f"/office/kav/redemptions/?q={row.code}"))
    assert "1 redemption" not in found.replace("\u00a0", " ") and "Too many codes that are none" in found
    client.post(f"{there}/step", {"then": "handed_over", "code": row.code})
    assert only(floor, Redemption).state == "asked"
    assert "Noa" in text_of(client, "/office/kav/redemptions/?q=Noa")


def test_what_is_called_off_says_so_and_what_was_handed_over_is_for_managers(floor, signed_in):
    reward(floor)
    noa, cashier = floor.join(), signed_in("cashier")
    floor.sells("800", member=noa)
    there = f"/office/kav/redemptions/{public_id('rdm', ask(floor, noa))}"
    assert "500" in plain(text_of(cashier, f"{there}/cancel"))
    cashier.post(f"{there}/step", {"then": "handed_over"})
    assert "Take it back" not in plain(text_of(cashier, there))
    cashier.post(f"{there}/cancel", {"reason": "Broken"})
    assert only(floor, Redemption).state == "handed_over"
    manager = signed_in("manager", "mira")
    manager.post(f"{there}/cancel", {"reason": ""})
    assert only(floor, Redemption).state == "handed_over"
    manager.post(f"{there}/cancel", {"reason": "Broken"})
    assert only(floor, Redemption).state == "returned"
    assert "Given back: the reward Mug was called off" in plain(text_of(manager, f"/office/kav/members/{noa}"))


def test_money_is_paid_on_a_receipt_that_is_chosen(floor, signed_in):
    reward(floor, ways=[WayDraft("points", "500", "40.00")])
    noa, client = floor.join(), signed_in("cashier")
    floor.sells("800", member=noa)
    there = f"/office/kav/redemptions/{public_id('rdm', ask(floor, noa))}"
    page = text_of(client, there)
    receipt = re.search(r'value="(rcp_\w+)"', page)
    assert receipt
    client.post(f"{there}/paid", {"receipt": receipt[1]})
    assert only(floor, Redemption).state == "asked"
    paid = f"/office/kav/receipts/{receipt[1]}"
    assert "It also paid for a reward: Mug" in plain(text_of(client, paid))
    floor.takes_back({"id": receipt[1]}, ("1", "1"))
    assert "If the reward comes back too, call its redemption off" in plain(text_of(client, paid))


def test_people_of_one_branch_see_what_their_branch_hands_over(floor, signed_in, person, client, kav):
    reward(floor)
    noa = floor.join()
    floor.sells("2000", member=noa)
    own, any_, other = ask(floor, noa, branch="jfa"), ask(floor, noa), ask(floor, noa, branch="tlv")
    with club_transaction(kav.id):
        jaffa = reads.branches(kav).get(code="jfa").pk
    yael = person("yael", "cashier", clubs=())
    clubs.give_role(club=kav, user=yael, role="cashier", branch_id=jaffa, actor=SYSTEM)
    client.force_login(yael)
    seen = [client.get(f"/office/kav/redemptions/{public_id('rdm', one)}").status_code for one in (own, any_, other)]
    assert seen == [200, 200, 404]
    assert client.post(f"/office/kav/redemptions/{public_id('rdm', other)}/step", {"then": "ready"}).status_code == 404


def test_the_list_is_exported_and_speaks_three_languages(floor, signed_in):
    reward(floor)
    noa, client = floor.join(), signed_in("owner")
    floor.sells("800", member=noa)
    ask(floor, noa)
    told = b"".join(client.get("/office/kav/redemptions/?format=csv").streaming_content).decode("utf-8-sig")
    assert "Mug" in told and "requested" in told
    for language, words in (("he", "ספל"), ("fa", "جایزه")):
        reads_in(client, language)
        assert words in plain(text_of(client, "/office/kav/redemptions/"))
