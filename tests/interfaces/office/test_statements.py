"""The lists that no other file counts ask the database as often for many rows as for few."""

import pytest

from moadon.apps.catalogue import actions as catalogue
from moadon.apps.clubs import actions, queries
from moadon.apps.clubs.types import SYSTEM
from moadon.flows.till import give_back
from moadon.flows.till.reading_returns import read_return
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, document
from tests.interfaces.office.shop_floor import THEN, open_floor, statements, text_of

LISTS = (
    "keys/",
    "settings/people/",
    "categories/",
    "programmes/",
    "receipts/waiting",
    "audit/",
    "imports/",
    "find?q=A",
)


@pytest.fixture
def more(kav, person):
    """Makes one more of everything."""
    floor = open_floor(kav)

    def make(number: int) -> None:
        with club_transaction(kav.id):
            branch = queries.branches(kav)[number % 2].pk
        actions.make_key(club=kav, scope="till", branch_id=branch, name="k", actor=SYSTEM)
        actions.give_role(club=kav, user=person(f"p{number}"), role="cashier", branch_id=branch, actor=SYSTEM)
        above = f"c{number - 1}" if number % 3 else None
        catalogue.add_category(club=kav, code=f"c{number}", parent=above, actor=SYSTEM)
        floor.publish(
            document(
                LINEAR.replace("wallet: credit", f"wallet: w{number}"),
                wallets=f"{{w{number}: {{kind: credit}}}}",
                code=f"style{number}",
            )
        )
        floor.join(f"052-555-{1000 + number}", first_name="Ada")
        early = {"number": f"W{number}", "at": THEN.isoformat(), "of": {"number": "none", "branch": "tlv"}}
        give_back(kav, [read_return(early, None, 2, language="en")], SYSTEM)

    return make


def test_a_list_of_many_asks_as_often_as_a_list_of_few(signed_in, more):
    client = signed_in()

    def asked() -> dict[str, int]:
        told = {}
        for place in LISTS:
            text_of(client, f"/office/kav/{place}")
            with statements() as seen:
                text_of(client, f"/office/kav/{place}")
            told[place] = len(seen)
        return told

    more(3)
    before = asked()
    for number in range(4, 9):
        more(number)

    assert asked() == before
