"""Many corrections out of one file: judged, done together, never twice, and held where the sum is above the limit."""

import pytest

from moadon.apps.clubs.types import Role
from moadon.apps.corrections.models import Request
from moadon.flows.corrections.many import FileTold, How, correct_by_file
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.corrections.desk import CASHIER, OWNER, hand, opened
from tests.flows.shopkeeper import Shopkeeper

pytestmark = pytest.mark.django_db


def sends(shop: Shopkeeper, text: str, how: How = "look", by: object = OWNER) -> FileTold:
    return correct_by_file(shop.club, "member,wallet,amount,reason,note\n" + text, by, shop.now, how)  # type: ignore[arg-type]


def corrected(shop: Shopkeeper) -> list[tuple[str, int]]:
    with club_transaction(shop.club.id):
        return list(Request.objects.order_by("id").values_list("state", "amount"))


def test_a_file_is_judged_line_by_line_and_the_good_ones_are_done_once() -> None:
    shop, noa = opened()  # with 100.00
    text = (
        f"{noa},credit,25,goodwill,Sorry\n{noa},credit,-130,goodwill,\n{noa},credit,-120,goodwill,\n"
        "nobody,credit,1,goodwill,\n"
        f"{noa},gold,1,goodwill,\n{noa},credit,x,goodwill,\n{noa},credit,1,whim,\n"
    )

    seen = sends(shop, text)
    assert [(one.before, one.after) for one in seen.lines[:3]] == [("100.00", "125.00"), ("", ""), ("125.00", "5.00")]
    assert [one.refused.code if one.refused else "" for one in seen.lines] == [
        "", "not_enough_value", "", "unknown_member", "unknown_wallet", "not_a_number", "unknown_reason",
    ]  # fmt: skip
    assert (sends(shop, text, "all").done, corrected(shop)) == (0, [])

    done, again = sends(shop, text, "good"), sends(shop, text, "good", hand(Role.OWNER, 2))
    assert (done.lines, done.done, done.replayed) == (seen.lines, 2, False)
    assert (again.lines, again.done, again.replayed) == (seen.lines, 2, True)
    assert corrected(shop) == [("done", 2500), ("done", -12000)]


def test_the_sum_of_a_file_above_the_limit_waits_for_a_second_person() -> None:
    shop, noa = opened()
    limit = "".join(f"{noa},credit,10,goodwill,{i}\n" for i in range(20))

    told = sends(shop, limit, "all", CASHIER)

    assert (told.done, told.waits) == (20, True)
    assert set(corrected(shop)) == {("waiting", 1000)}
    assert shop.balance(noa) == (10000, 0, 0)


@pytest.mark.parametrize("text", ["member,amount\n", "member,wallet,amount,reason,why\n", ""])
def test_a_file_names_its_columns(text: str) -> None:
    shop, _ = opened()
    with pytest.raises(Refused, match="correction_file_headings"):
        correct_by_file(shop.club, text, OWNER, shop.now, "look")
