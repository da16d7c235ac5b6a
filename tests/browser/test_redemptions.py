"""The redemption catalogue in a real browser: the cashier's pages on a phone, the manager's form with its preview."""

import re
from datetime import UTC, datetime

import pytest

from moadon.apps.clubs.types import SYSTEM
from moadon.apps.members.types import MemberRef
from moadon.apps.redemptions import actions
from moadon.apps.redemptions.types import WayDraft
from moadon.flows.redemptions import RedemptionDraft, Wish, redeem
from moadon.kernel.ids import public_id


@pytest.fixture
def shelf(kav):
    """Noa with points, a mug that she can have, a tour that is near, and what she has asked for."""
    noa = kav.join("052-555-0142", first_name="Noa", last_name="Levi")
    kav.sells("900", member=noa)
    mug = {
        "names": {"en": "Mug with your name", "he": "ספל עם השם שלך", "fa": "ماگ با نام شما"},
        "descriptions": {"en": "From the potter next door", "he": "מהקדר השכן", "fa": "از سفالگر همسایه"},
        "ways": [WayDraft("points", "300"), WayDraft("points", "100", "25.00")],
        "stocked": "all",
    }
    row = actions.add_reward(club=kav.club, code="mug", fields=mug, actor=SYSTEM)
    actions.change_stock(
        club=kav.club, reward_id=row.pk, branch=None, change=12, reason="Delivered", actor=SYSTEM
    )  # fmt: skip
    tour = {"names": {"en": "Tour", "he": "סיור", "fa": "گردش"}, "ways": [WayDraft("points", "2000")]}
    actions.add_reward(club=kav.club, code="tour", fields={**tour, "kind": "experience", "position": 1}, actor=SYSTEM)
    asked = [
        redeem(kav.club, RedemptionDraft(Wish(MemberRef("id", noa), "mug", way)), SYSTEM, datetime.now(UTC))
        for way in ("points", "points-money")
    ]
    reward, (paid, unpaid) = public_id("rwd", row.pk), [public_id("rdm", one) for one in asked]
    return {
        "list": "redemptions/", "redemption": f"redemptions/{paid}", "unpaid": f"redemptions/{unpaid}",
        "cancel": f"redemptions/{paid}/cancel", "rewards": "redemptions/rewards/",
        "reward": f"redemptions/rewards/{reward}", "stock": f"redemptions/rewards/{reward}/stock",
        "choose": f"redemptions/choose/{noa}", "member": f"members/{noa}",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["en", "he", "fa"])
def test_the_catalogue_is_right_for_every_reader(office, club_server, shelf, language):
    from tests.browser.floor import reads_in

    office.goes(f"{club_server.url}/office/kav/redemptions/")
    reads_in(office, language)
    for name, address in shelf.items():
        page = office.goes(f"{club_server.url}/office/kav/{address}")
        assert office.findings() == [], name
        assert office.overflow() == [], name
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            office.picture(f"rewards-{name}-{language}-{width}")
    assert office.complaints == []


def test_the_preview_follows_what_is_typed(office, club_server, shelf):
    page = office.goes(f"{club_server.url}/office/kav/{shelf['reward']}")
    page.get_by_label("Name in English").fill("Great mug")
    page.locator("#preview").get_by_text("Great mug").wait_for()
    office.follows(page.get_by_role("button", name="Save").last.click)
    page.get_by_role("heading", name="Great mug").first.wait_for()
    assert office.complaints == []


def test_the_cashier_takes_a_reward_and_hands_it_over_by_keyboard(office, club_server, shelf):
    page = office.goes(f"{club_server.url}/office/kav/{shelf['choose']}", width=390)
    page.get_by_role("button", name=re.compile("Take this reward.*Mug with your name")).first.focus()
    office.follows(lambda: page.keyboard.press("Enter"))
    page.get_by_text("requested").first.wait_for()
    page.get_by_role("button", name="Hand it over").focus()
    office.follows(lambda: page.keyboard.press("Enter"))
    page.get_by_text("handed over").first.wait_for()
    assert office.complaints == []
