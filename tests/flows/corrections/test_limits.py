"""Who may do how much alone, and how what is more than that ends (mission T5)."""

from datetime import timedelta

import pytest

from moadon.apps.audit.models import Deed, FactRow
from moadon.apps.clubs.types import Actor, Role
from moadon.apps.corrections import actions
from moadon.apps.corrections.policy import DEFAULT, DEFAULT_REASONS, covers
from moadon.apps.corrections.types import BRANCH_MANAGER, KEY, Hand, Limit, Policy
from moadon.flows.corrections import approve, refuse, withdraw
from moadon.flows.nightly import run_night
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.corrections.desk import CASHIER, MANAGER, OWNER, correct, hand, later, opened, row_of, state
from tests.flows.shopkeeper import Shopkeeper

pytestmark = pytest.mark.django_db

UNIT = 10_000
DONE, WAITS = "done", "waiting"


@pytest.mark.parametrize(
    ("single", "day", "wanted", "before", "fits"),
    [
        ("50", "200", 50, 0, True),
        ("50", "200", 50, 150, True),
        ("50", "200", 50, 151, False),
        ("50", "200", 51, 0, False),
        (None, "200", 200, 0, True),
        (None, "200", 201, 0, False),
        ("50", None, 50, 1_000_000, True),
        (None, None, 1_000_000_000, 1_000_000_000, True),
        ("0", "0", 1, 0, False),
        ("0", None, 1, 0, False),
        (None, "0", 1, 0, False),
    ],
)
def test_a_limit_is_of_one_amount_and_of_the_sum_of_a_day(
    single: str | None, day: str | None, wanted: int, before: int, fits: bool
) -> None:
    assert covers(Limit(single, day), wanted * UNIT, before * UNIT) is fits


@pytest.mark.parametrize(
    ("role", "wallet", "amount", "ends"),
    [
        (Role.OWNER, "credit", "99999", DONE),
        (Role.MANAGER, "credit", "500", DONE),
        (Role.MANAGER, "credit", "500.01", WAITS),
        (Role.MANAGER, "points", "5000", DONE),
        (Role.MANAGER, "points", "5001", WAITS),
        (BRANCH_MANAGER, "credit", "50", DONE),
        (BRANCH_MANAGER, "credit", "50.01", WAITS),
        (BRANCH_MANAGER, "points", "500", DONE),
        (Role.CASHIER, "credit", "0.01", WAITS),
        (Role.CASHIER, "points", "1", WAITS),
        (KEY, "credit", "50", DONE),
        (KEY, "credit", "50.01", WAITS),
        ("stranger", "credit", "0.01", WAITS),
    ],
)
def test_the_usual_limits(role: str, wallet: str, amount: str, ends: str) -> None:
    shop, noa = opened("")
    who = Hand(Actor("user", 7, "x"), role) if role == "stranger" else hand(role)
    assert state(shop, correct(shop, noa, amount, who, wallet=wallet)) == ends


def test_what_is_taken_counts_like_what_is_given_and_kinds_are_apart() -> None:
    shop, noa = opened("10000")
    who = hand(BRANCH_MANAGER)
    ends = [
        state(shop, correct(shop, noa, amount, who, wallet=wallet))
        for wallet, amount in (
            ("credit", "50"),
            ("credit", "-50"),
            ("credit", "50"),
            ("points", "500"),
            ("credit", "-50"),
        )
    ]
    assert ends == [DONE] * 5
    assert state(shop, correct(shop, noa, "0.01", who)) == WAITS
    assert state(shop, correct(shop, noa, "0.01", hand(BRANCH_MANAGER, 2))) == DONE
    later(shop, days=1)
    assert state(shop, correct(shop, noa, "50", who)) == DONE


def test_a_second_person_approves_on_the_balance_of_that_moment() -> None:
    shop, noa = opened("1000")
    row = correct(shop, noa, "-80", CASHIER)
    assert shop.balance(noa) == (10000, 0, 0)
    correct(shop, noa, "-30")
    with pytest.raises(Refused, match="not_enough_value"):
        approve(shop.club, row, "", MANAGER, shop.now)
    assert state(shop, row) == WAITS
    correct(shop, noa, "30")
    approve(shop.club, row, "Right", MANAGER, shop.now)
    found = row_of(shop, row)
    assert (found.state, found.before, found.after, found.decider_name) == (DONE, 10000, 2000, "manager1")
    shop.check_books()


@pytest.mark.parametrize(
    ("asker", "decider", "code"),
    [
        (CASHIER, CASHIER, "own_request"),
        (CASHIER, hand(Role.CASHIER, 2), "above_limit"),
        (CASHIER, hand(BRANCH_MANAGER), "above_limit"),
        (CASHIER, MANAGER, None),
        (hand(KEY), MANAGER, None),
        (MANAGER, MANAGER, None),
    ],
)
def test_who_may_approve_100(asker: Hand, decider: Hand, code: str | None) -> None:
    shop, noa = opened("")
    row = correct(shop, noa, "100", asker)
    if asker == MANAGER:
        assert state(shop, row) == DONE
        row = correct(shop, noa, "501", asker)
        code = "own_request"
    if code is None:
        approve(shop.club, row, "", decider, shop.now)
        assert state(shop, row) == DONE
        return
    with pytest.raises(Refused, match=code) as refused:
        approve(shop.club, row, "", decider, shop.now)
    assert (refused.value.status, state(shop, row)) == (403, WAITS)


def test_what_somebody_approved_counts_into_their_own_day() -> None:
    shop, noa = opened("")
    for _ in range(4):
        approve(shop.club, correct(shop, noa, "500", CASHIER), "", MANAGER, shop.now)
    assert state(shop, correct(shop, noa, "0.01", MANAGER)) == WAITS
    with pytest.raises(Refused, match="above_limit"):
        approve(shop.club, correct(shop, noa, "1", CASHIER), "", MANAGER, shop.now)


def test_nobody_corrects_or_approves_their_own_membership() -> None:
    shop, _ = opened("")
    mine = shop.member("+972525550177", email="ron@example.com")
    ron = hand(Role.OWNER, 9, name="ron@example.com")
    assert state(shop, correct(shop, mine, "1", ron)) == WAITS
    row = correct(shop, mine, "1", CASHIER)
    with pytest.raises(Refused, match="own_wallet"):
        approve(shop.club, row, "", ron, shop.now)
    with pytest.raises(Refused, match="own_wallet"):
        refuse(shop.club, row, "No", ron, shop.now)
    approve(shop.club, row, "", OWNER, shop.now)


def test_a_request_is_refused_with_words_and_withdrawn_by_who_asked_alone() -> None:
    shop, noa = opened("")
    first, second = correct(shop, noa, "5", CASHIER), correct(shop, noa, "6", CASHIER)
    with pytest.raises(Refused, match="empty"):
        refuse(shop.club, first, " ", MANAGER, shop.now)
    refuse(shop.club, first, "Not without the receipt", MANAGER, shop.now)
    assert (state(shop, first), row_of(shop, first).said) == ("refused", "Not without the receipt")
    with pytest.raises(Refused, match="not_yours"):
        withdraw(shop.club, second, MANAGER, shop.now)
    withdraw(shop.club, second, CASHIER, shop.now)
    for row in (first, second):
        for end in (approve, refuse):
            with pytest.raises(Refused, match="correction_ended") as refused:
                end(shop.club, row, "Again", OWNER, shop.now)
            assert refused.value.status == 409
    assert shop.balance(noa) == (0, 0, 0)


def test_a_request_that_nobody_decides_ends_by_itself_before_and_after_the_night() -> None:
    shop, noa = opened("")
    row = correct(shop, noa, "5", CASHIER)
    later(shop, days=7)
    assert (state(shop, row), row_of(shop, row).state) == ("expired", WAITS)
    with pytest.raises(Refused, match="correction_ended"):
        approve(shop.club, row, "", OWNER, shop.now)
    run_night(shop.club, shop.now)
    found = row_of(shop, row)
    assert (found.state, found.decided_at) == ("expired", found.ends_at)


def test_people_of_one_branch_decide_what_was_asked_for_there() -> None:
    shop, noa = opened("")
    row = correct(shop, noa, "5", hand(Role.CASHIER, branch=1))
    with pytest.raises(Refused, match="unknown_id"):
        approve(shop.club, row, "", hand(BRANCH_MANAGER, branch=2), shop.now)
    approve(shop.club, row, "", hand(BRANCH_MANAGER, branch=1), shop.now)


def test_every_step_is_in_the_log_and_told_as_a_fact_without_the_free_words() -> None:
    shop, noa = opened("")
    correct(shop, noa, "5", note="secret words")
    approve(shop.club, correct(shop, noa, "6", CASHIER), "", MANAGER, shop.now)
    refuse(shop.club, correct(shop, noa, "7", CASHIER), "No", MANAGER, shop.now)
    withdraw(shop.club, correct(shop, noa, "8", CASHIER), CASHIER, shop.now)
    correct(shop, noa, "9", CASHIER)
    later(shop, days=8)
    run_night(shop.club, shop.now)
    with club_transaction(shop.club.id):
        deeds = list(Deed.objects.filter(action__startswith="correction.").order_by("id"))
        facts = set(FactRow.objects.values_list("name", flat=True))
    told = [one.action.partition(".")[2] for one in deeds]
    asked = ["asked"]
    assert told == ["done", *asked, "approved", *asked, "refused", *asked, "withdrawn", *asked, "expired"]
    assert deeds[0].after is not None
    assert (deeds[0].after["amount"], deeds[0].after["balance_after"]) == ("5.00", "5.00")
    assert "secret" not in str([one.after for one in deeds])
    kinds = {"ValueCorrected", "CorrectionAsked", "CorrectionRefused", "CorrectionWithdrawn", "CorrectionExpired"}
    assert kinds <= facts


def decide(shop: Shopkeeper, **more: object) -> None:
    policy = {"limits": DEFAULT.limits, "reasons": DEFAULT_REASONS, "days": 7, "transfers": {}, **more}
    actions.decide_policy(shop.club, Policy(**policy), shop.actor)  # type: ignore[arg-type]


def test_a_club_decides_its_own_limits_and_days() -> None:
    shop, noa = opened("")
    decide(shop, limits={**DEFAULT.limits, ("cashier", "credit"): Limit("5", "8")}, days=2)
    assert state(shop, correct(shop, noa, "5", CASHIER)) == DONE
    row = correct(shop, noa, "5", CASHIER)
    assert state(shop, row) == WAITS
    assert row_of(shop, row).ends_at == shop.now + timedelta(days=2)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"days": 0}, "not_between", "days"),
        ({"days": 91}, "not_between", "days"),
        ({"limits": {("manager", "credit"): Limit("-1", None)}}, "below_zero", "manager_credit_single"),
        ({"limits": {("manager", "credit"): Limit("1", "x")}}, "not_a_number", "manager_credit_day"),
        ({"limits": {("manager", "credit"): Limit("1.001", "2")}}, "too_many_decimals", "manager_credit_single"),
        ({"reasons": ()}, "not_between", "reasons"),
        ({"reasons": (*DEFAULT_REASONS, DEFAULT_REASONS[0])}, "twice", "reasons"),
        ({"reasons": (DEFAULT_REASONS[0]._replace(name={"en": "Only one"}),)}, "empty", "reasons"),
    ],
)
def test_what_a_club_cannot_decide_is_refused(change: dict[str, object], code: str, field: str) -> None:
    shop, _ = opened("")
    with pytest.raises(Refused) as refused:
        decide(shop, **change)
    assert (refused.value.code, refused.value.field) == (code, field)
