"""The story comes into a club through its own doors, once, also when the loading was killed on the way."""

import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Sum

from moadon.apps.clubs import actions as club_actions
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import SYSTEM, ClubInfo, NewClub, Scope
from moadon.apps.ledger.models import Entry, Lot
from moadon.apps.members.models import Member
from moadon.apps.members.types import MemberRef
from moadon.apps.receipts.models import Receipt
from moadon.flows.demo import desk
from moadon.flows.demo.figures import count
from moadon.flows.demo.load import load
from moadon.flows.demo.people import REFERENCE
from moadon.flows.demo.receipts import Story, write_story
from moadon.flows.demo.spending import Purses
from moadon.flows.demo.types import Recipe, Sale
from moadon.flows.till.types import DraftPayment, ReceiptDraft
from moadon.insight import reports
from moadon.store import club_transaction

pytestmark = pytest.mark.django_db

LAST_DAY = date(2026, 11, 21)
MORNING_AFTER = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


class Killed(Exception):
    """Somebody pulled the plug."""


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.MOADON_VAR = tmp_path
    yield tmp_path
    from moadon.insight.lake.engine import drop_engine

    drop_engine()


def _quietly(step: str, done: int, total: int) -> None:
    assert 0 <= done <= total, step


def _until(receipts: int) -> Any:
    def told(step: str, done: int, total: int) -> None:
        if step == "receipts" and done >= receipts:
            raise Killed

    return told


def test_a_load_that_was_killed_goes_on_and_the_reports_find_the_figures_of_the_story() -> None:
    story = write_story(Recipe(LAST_DAY, Fraction(1, 100)))
    with pytest.raises(Killed):
        load(story, "kav", told=_until(1200), now=MORNING_AFTER)

    loaded = load(story, "kav", told=_quietly, now=MORNING_AFTER)

    assert loaded.same >= 1200
    assert loaded.sales == sum(map(len, story.visits.values()))
    assert len(loaded.nights) == 24
    _check_books(loaded.club, story)
    _check_reports(loaded.club, story)


def _check_books(club: ClubInfo, story: Story) -> None:
    with club_transaction(club.id):
        assert Member.objects.count() == len(story.people)
        assert Member.objects.filter(status="active").count() == story.enrolled
        cards = list(Member.objects.order_by("id").values_list("card", flat=True))
        assert cards == sorted(person.card for person in story.people)
        assert Receipt.objects.filter(kind="sale").count() == sum(map(len, story.visits.values()))
        assert Receipt.objects.exclude(kind="sale").count() == _returns(story)
        assert Entry.objects.aggregate(every=Sum("amount"))["every"] == 0
        assert Receipt.objects.filter(redeemed__gt=0).exists()
        assert not Lot.objects.filter(expires_at__lt=MORNING_AFTER, remaining__gt=0).exists()


def _returns(story: Story) -> int:
    return sum(not isinstance(event, Sale) for event in story.events())


def _check_reports(club: ClubInfo, story: Story) -> None:
    year, figures = story.recipe.reference, count(story.events(REFERENCE))

    told = reports.club_summary(club, year.start, year.end)

    assert told["member_turnover"] == f"{figures.turnover // 100}.{figures.turnover % 100:02}"
    assert told["visiting_members"] == figures.visiting
    assert told["members_not_visiting"] == story.enrolled - figures.visiting
    assert float(str(told["member_turnover_share"])) == pytest.approx(float(figures.turnover_share), abs=1e-9)
    assert float(str(told["items_per_member"])) == pytest.approx(float(figures.units_per_member), abs=1e-3)
    groups: Any = reports.value_segments(club, year.start, year.end)["groups"]
    assert [group["members"] for group in groups] == [group.members for group in figures.groups]
    for group, ours in zip(groups, figures.groups, strict=True):
        assert float(group["revenue_share"]) == pytest.approx(float(ours.share), abs=1e-6)
        assert float(group["visits_per_member"]) == pytest.approx(float(ours.visits_per_member), abs=1e-6)


def _club(slug: str = "kav") -> ClubInfo:
    new = NewClub(slug=slug, name="Kav Club", currency="ILS", time_zone="Asia/Jerusalem")
    return club_actions.create_club(new=new, actor=SYSTEM)


def test_log_ins_are_made_once_and_stay_on_the_desk(var: Path) -> None:
    club = _club()

    people = desk.let_in(club, var, "he")

    assert [(one.role, one.username) for one in people] == [
        ("owner", "owner@kav"),
        ("manager", "manager@kav"),
        ("cashier", "cashier@kav"),
        ("analyst", "analyst@kav"),
    ]
    for one in people:
        user = clubs.user_by_name(one.username)
        assert user is not None
        assert user.check_password(one.password)
        assert user.language == "he"
        assert [role.role for role in clubs.roles_of_user(user.pk)] == [one.role]
    assert stat.S_IMODE((var / desk.LOG_INS).stat().st_mode) == 0o600
    assert desk.let_in(club, var) == people == desk.log_ins(var)


def test_each_demo_club_has_its_own_people_on_the_desk(var: Path) -> None:
    ours, theirs = (desk.let_in(_club(slug), var) for slug in ("kav", "gav"))

    assert desk.log_ins(var) == ours + theirs
    assert desk.log_ins(var, "gav") == theirs


def test_passwords_are_of_one_installation_alone(var: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"

    ours, theirs = desk.let_in(_club(), var), desk.let_in(clubs.club_by_slug("kav"), elsewhere)

    assert {one.password for one in ours}.isdisjoint(one.password for one in theirs)


def test_the_key_opens_the_api() -> None:
    known = clubs.key_by_secret(desk.cut_key(_club()))

    assert known is not None
    assert known.scope == Scope.ALL


def test_an_unfinished_load_keeps_its_recipe(var: Path) -> None:
    first = Recipe(LAST_DAY, Fraction(1, 100), 7, "he")
    assert desk.begin(var, "kav", first) == first

    assert desk.is_unfinished(var, "kav")
    assert desk.begin(var, "kav", Recipe(LAST_DAY + timedelta(days=1))) == first
    desk.finish(var)
    assert not desk.is_unfinished(var, "kav")


def _sale(number: str, paid: int) -> Sale:
    at = datetime(2026, 11, 1, 10, 0, tzinfo=UTC)
    draft = ReceiptDraft(
        number, at, (), "tlv-1", "T1", member=MemberRef("card", "20010004"), payments=(DraftPayment("card", paid),)
    )
    return Sale(draft, 0)


def test_members_spend_up_to_half_a_receipt_of_what_the_till_said_they_have() -> None:
    purses = Purses()
    purses.learn(
        0, datetime(2026, 10, 1, tzinfo=UTC), '{"wallets":[{"wallet":"credit","kind":"credit","available":"55.90"}]}'
    )

    paid = [purses.spend(_sale(str(number), 80_00)) for number in range(20)]

    spent = [draft.redeem[0].amount for draft in paid if draft.redeem]
    assert spent == ["40.00"]  # half of 80; what is left, 15.90, is less than anybody asks for
    assert [draft.payments for draft in paid if draft.redeem] == [(DraftPayment("card", 40_00),)]


def test_credit_that_was_told_of_long_ago_is_not_asked_for() -> None:
    purses = Purses()
    purses.learn(
        0, datetime(2026, 3, 1, tzinfo=UTC), '{"wallets":[{"wallet":"credit","kind":"credit","available":"500.00"}]}'
    )

    assert not any(purses.spend(_sale(str(number), 80_00)).redeem for number in range(20))
