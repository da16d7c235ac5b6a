"""Every page of the office, tried by everybody: each role, people of one branch, another club's owner, nobody."""

from datetime import UTC, datetime

import pytest
from django.urls import get_resolver

from moadon.apps.catalogue import actions as catalogue
from moadon.apps.catalogue.types import NewProduct
from moadon.apps.clubs import actions
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import SYSTEM, Actor
from moadon.apps.corrections.types import Hand
from moadon.apps.coupons.models import Code
from moadon.apps.coupons.types import NewPool
from moadon.apps.members.types import MemberRef
from moadon.apps.redemptions import actions as rewards
from moadon.apps.redemptions.types import WayDraft
from moadon.flows.cards import giving, making
from moadon.flows.corrections import CorrectionDraft, ask_correction
from moadon.flows.coupons.pools import open_pool
from moadon.flows.redemptions import RedemptionDraft, Wish, redeem
from moadon.flows.till import give_back
from moadon.flows.till.reading_returns import read_return
from moadon.interfaces.office.programmes.editor.pages import ASKED
from moadon.kernel.ids import public_id
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, document
from tests.interfaces.office.shop_floor import FOR_EVER, THEN, open_floor, plain, text_of
from tests.interfaces.office.suspected import suspected
from tests.interfaces.office.who import EVERYBODY

RUNNING, TILL, ALL = {"owner", "manager"}, {"owner", "manager", "cashier"}, set(EVERYBODY)
REPORTS = RUNNING | {"analyst", "auditor"}
ACCESS = {"owner", "auditor"}
OF_THE_CLUB = "of the club"
DOORS: dict[str, tuple[set[str], str]] = {
    "find": (ALL, ""), "me": (ALL, ""), "me-end": (ALL, ""),
    "overview": (REPORTS, OF_THE_CLUB), "behind": (REPORTS, OF_THE_CLUB),
    "balances": (REPORTS, OF_THE_CLUB), "liability": (REPORTS, OF_THE_CLUB), "liability-file": (REPORTS, OF_THE_CLUB),
    "members": (ALL, ""), "member": (ALL, ""), "member-past": (ALL, ""),
    "member-add": (TILL, ""), "member-edit": (TILL, ""), "member-end": (TILL, ""), "member-resume": (TILL, ""),
    "member-load": (TILL, ""), "member-load-back": (TILL, ""), "member-return-credit": (TILL, ""), "member-hand-over": (RUNNING, ""),
    "member-credentials": (RUNNING, ""), "member-credentials-do": (RUNNING, ""), "member-code-page": (RUNNING, ""),
    "member-level": (RUNNING, ""), "member-level-free": (RUNNING, ""),
    "receipts": (ALL, ""), "receipt": (ALL, ""), "receipts-waiting": (ALL, ""),
    "receipt-enter": (TILL, ""), "receipt-goods": (TILL, ""), "receipt-return": (TILL, ""), "receipt-cancel": (TILL, ""),
    "cards": (ALL, ""), "card": (ALL, ""), "card-series-list": (ALL, ""), "card-series": (ALL, ""),
    "card-add": (TILL, ""), "card-look": (TILL, ""), "card-activate": (TILL, ""), "card-attach": (TILL, ""), "card-code": (TILL, ""),
    "card-mark": (RUNNING, OF_THE_CLUB), "card-replace": (RUNNING, OF_THE_CLUB),
    "card-series-add": (RUNNING, OF_THE_CLUB), "card-series-codes": (RUNNING, OF_THE_CLUB),
    "corrections": (TILL | {"auditor"}, ""), "corrections-all": (TILL | {"auditor"}, ""), "correction": (TILL | {"auditor"}, ""),
    "corrections-file": (TILL, ""), "correction-add": (TILL, ""), "correction-withdraw": (TILL, ""), "correction-approve": (RUNNING, ""),
    "correction-refuse": (RUNNING, ""), "corrections-rules": ({"owner"}, OF_THE_CLUB),
    "programmes": (ALL, ""), "programme": (ALL, ""),
    "programme-terms": (ALL, ""), "programme-differences": (ALL, ""),
    "programme-add": (RUNNING, OF_THE_CLUB), "programme-publish": (RUNNING, OF_THE_CLUB),
    "programme-edit": (RUNNING, OF_THE_CLUB), "programme-end": (RUNNING, OF_THE_CLUB),
    "programme-keep": (RUNNING, OF_THE_CLUB), "programme-drop": (RUNNING, OF_THE_CLUB), "version-withdraw": (RUNNING, OF_THE_CLUB),
    "version-promote": (RUNNING, OF_THE_CLUB), "version-end": (RUNNING, OF_THE_CLUB),
    **{f"editor-{name}": (RUNNING, OF_THE_CLUB) for name in ASKED},
    "redemptions": (ALL, ""), "rewards": (ALL, ""), "redemption": (ALL, ""),
    "redemption-choose": (TILL, ""), "redemption-step": (TILL, ""), "redemption-paid": (TILL, ""),
    "redemption-cancel": (TILL, ""),
    "reward-add": (RUNNING, OF_THE_CLUB), "reward": (RUNNING, OF_THE_CLUB), "reward-stock": (RUNNING, OF_THE_CLUB),
    "branches": (ALL, ""), "employees": (ALL, ""), "tills": (ALL, ""),
    "branch-add": (RUNNING, OF_THE_CLUB), "branch": (RUNNING, OF_THE_CLUB),
    "employee-add": (RUNNING, OF_THE_CLUB), "employee": (RUNNING, OF_THE_CLUB),
    "till-add": (RUNNING, OF_THE_CLUB), "till": (RUNNING, OF_THE_CLUB),
    "products": (ALL, ""), "categories": (ALL, ""),
    "product-add": (RUNNING, OF_THE_CLUB), "product": (RUNNING, OF_THE_CLUB),
    "category-add": (RUNNING, OF_THE_CLUB), "category": (RUNNING, OF_THE_CLUB),
    "category-remove": (RUNNING, OF_THE_CLUB),
    "coupons": (REPORTS, OF_THE_CLUB), "coupon-pool": (REPORTS, OF_THE_CLUB), "coupon-look-up": (TILL, ""),
    "coupon-making": (REPORTS, OF_THE_CLUB), "coupon-import": (RUNNING, OF_THE_CLUB),
    "coupon-add": (RUNNING, OF_THE_CLUB), "coupon-edit": (RUNNING, OF_THE_CLUB), "coupon-make": (RUNNING, OF_THE_CLUB),
    "coupon-issue": (RUNNING, OF_THE_CLUB), "coupon-reserve": (RUNNING, OF_THE_CLUB),
    "coupon-withdraw": (RUNNING, OF_THE_CLUB), "coupon-put-back": (RUNNING, OF_THE_CLUB),
    "coupon-sheet": (RUNNING, OF_THE_CLUB), "coupon-uses": (RUNNING, OF_THE_CLUB), "coupon-code": (RUNNING, OF_THE_CLUB),
    "imports": (RUNNING, OF_THE_CLUB), "import-add": (RUNNING, OF_THE_CLUB), "import": (RUNNING, OF_THE_CLUB),
    "import-columns": (RUNNING, OF_THE_CLUB), "import-start": (RUNNING, OF_THE_CLUB),
    "import-stop": (RUNNING, OF_THE_CLUB), "import-rejected": (RUNNING, OF_THE_CLUB),
    "seals": (RUNNING | {"auditor"}, OF_THE_CLUB), "checkpoints": (RUNNING | {"auditor"}, OF_THE_CLUB),
    "seals-mail": ({"owner"}, OF_THE_CLUB),
    "seals-dump": (RUNNING | {"auditor"}, OF_THE_CLUB),
    "reviews": (RUNNING | {"auditor"}, ""), "review": (RUNNING | {"auditor"}, ""), "review-decide": (RUNNING, ""),
    "review-rules": (RUNNING, OF_THE_CLUB), "review-rule": (RUNNING, OF_THE_CLUB),
    "review-staff": (RUNNING, OF_THE_CLUB), "review-unlink": (RUNNING, OF_THE_CLUB),
    "member-proof": (ALL, ""), "member-proofs": (ALL, ""),
    "audit": (RUNNING | {"auditor"}, OF_THE_CLUB),
    "keys": (ACCESS, OF_THE_CLUB), "key-add": ({"owner"}, OF_THE_CLUB), "key-renew": ({"owner"}, OF_THE_CLUB), "key-revoke": ({"owner"}, OF_THE_CLUB),
    "settings": ({"owner"}, OF_THE_CLUB), "people": (ACCESS, OF_THE_CLUB), "person-add": ({"owner"}, OF_THE_CLUB),
    "person": ({"owner"}, OF_THE_CLUB), "person-remove": ({"owner"}, OF_THE_CLUB),
    "person-sign-ins": (ACCESS, OF_THE_CLUB), "person-sign-ins-end": ({"owner"}, OF_THE_CLUB), "person-factor-reset": ({"owner"}, OF_THE_CLUB),
}  # fmt: skip
TIERS = "tiers: [{id: main, basis: spend, levels: [{id: basic, from: '0'}, {id: gold, from: '500'}]}]\n"
NAMED_BY_THE_CLUB = (
    "programme", "programme-edit", "programme-end", "programme-keep", "programme-drop", "version-withdraw", "version-promote",
    "version-end", "behind", "liability-file", "review-rule",
)  # fmt: skip
"""Whose blank is no id: the other club may have one of the same name."""


@pytest.fixture
def floor(kav):
    return open_floor(kav)


@pytest.fixture
def things(floor, kav, person):
    """One of everything in kav, by the blank of its address."""
    floor.publish(document(LINEAR, wallets=FOR_EVER) + TIERS)
    sale = floor.sells("100", number="A1")
    category = actions_of_the_catalogue(kav)
    pool = open_pool(club=kav, new=NewPool("Letters", "HELLO", count=1), actor=SYSTEM)
    with_rows = {
        "card_id": sold_card(kav), "series_id": ordered_series(kav), "what": "block", "deed": "unlock",
        "pool_id": public_id("cpl", pool.pk), "code_id": code_in(kav, pool.pk),
        "programme": "club", "number": 1, "ladder": "main", "figure": "member_turnover", "part": "journal", "kind": "csv", "code": "style", "category_id": category[0], "product_id": category[1],
        "member_id": floor.join(), "entry_id": public_id("ent", 1), "receipt_id": sale["id"], "import_id": public_id("imp", 1), "rule": "member_receipts", "way": "dismiss", "user_id": person("ron").pk,
    }  # fmt: skip
    with_rows |= reward_and_redemption(floor, with_rows["member_id"])
    with_rows["lot_id"] = loaded_for(kav, with_rows["member_id"])
    asker = Hand(Actor("user", 999, "somebody"), "cashier")
    much = CorrectionDraft(with_rows["member_id"], "credit", "5", "goodwill")
    with_rows["correction_id"] = public_id("cor", ask_correction(kav, much, asker, THEN))
    with_rows["review_id"] = suspected(kav, with_rows["member_id"], sale["id"])
    with club_transaction(kav.id):
        with_rows |= {
            "branch_id": public_id("brn", clubs.branches(kav)[0].pk),
            "employee_id": public_id("emp", clubs.employees(kav)[0].pk),
            "till_id": clubs.tills(kav)[0].pk,
            "key_id": public_id("key", actions.make_key(club=kav, scope="read", name="k", actor=SYSTEM).id),
        }
    return with_rows


def reward_and_redemption(floor, member):
    fields = {"names": {"en": "Mug"}, "ways": [WayDraft("credit", "1.00")]}
    reward = rewards.add_reward(club=floor.club, code="mug", fields=fields, actor=SYSTEM)
    floor.sells("100", member=member, number="A2")
    wish = Wish(MemberRef("id", member), "mug")
    row = redeem(floor.club, RedemptionDraft(wish), SYSTEM, datetime.now(UTC))
    return {"reward_id": public_id("rwd", reward.pk), "redemption_id": public_id("rdm", row)}


def sold_card(kav):
    """A card that was sold in the branch tlv."""
    with club_transaction(kav.id):
        branch = clubs.branches(kav).get(code="tlv").pk
    sold = giving.Sold("50", reference="order 1", branch_id=branch)
    return public_id("gft", giving.issue_card(kav, giving.NewCard(sold), SYSTEM, datetime.now(UTC)).card)


def loaded_for(kav, member):
    done = giving.load_money(kav, member, giving.Sold("5", reference="order 2"), SYSTEM, datetime.now(UTC))
    return public_id("lot", done.lot)


def ordered_series(kav):
    return public_id("gfs", making.make_series(kav, making.NewSeries("Rosh Hashana", "50", 2), SYSTEM))


def code_in(kav, pool_id):
    with club_transaction(kav.id):
        return public_id("cpn", Code.objects.get(pool_id=pool_id).pk)


def actions_of_the_catalogue(kav):
    category = catalogue.add_category(club=kav, code="jeans", actor=SYSTEM)
    product = catalogue.add_product(club=kav, new=NewProduct(sku="S9"), actor=SYSTEM)
    return category.pk, public_id("prd", product.pk)


def pages():
    """Route and address with its blanks of every page below a club."""
    found = {}
    for name, variants in get_resolver().reverse_dict.lists():
        if isinstance(name, str):
            address = variants[0][0][0][0]
            if address.startswith("office/%(slug)s/"):
                found[name] = address
    return found


def statuses(client, things, slug="kav"):
    """What every page answers to a look and to an empty form."""
    told = {}
    for name, address in pages().items():
        place = "/" + address % (things | {"slug": slug})
        look, form = client.get(place), client.post(place)
        told[name] = (look.status_code, form.status_code)
        look.close()
    return told


def shut_in(told):
    """The pages that neither look nor form opens; a look at what only takes forms is no way in."""
    shut = {name for name, (look, form) in told.items() if form == 403 and look in (403, 405)}
    assert {name for name, pair in told.items() if 403 in pair} == shut
    assert {name: pair for name, pair in told.items() if max(pair) >= 500} == {}
    return shut


def test_every_page_has_its_doors_written_down():
    assert pages().keys() == DOORS.keys()


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_role_opens_what_the_table_says_and_no_more(signed_in, things, role):
    told = statuses(signed_in(role), things)

    assert shut_in(told) == {name for name, (roles, _) in DOORS.items() if role not in roles}


def test_people_of_one_branch_open_nothing_of_the_whole_club(things, person, kav, client):
    manager = person("mira", "manager")
    with club_transaction(kav.id):
        branch = clubs.branches(kav).get(code="tlv").pk
    actions.give_role(club=kav, user=manager, role="manager", branch_id=branch, actor=SYSTEM)
    client.force_login(manager)

    told = statuses(client, things)

    assert shut_in(told) == {name for name, (roles, of) in DOORS.items() if of or "manager" not in roles}
    assert "you work in one of its branches" in text_of(client, "/office/kav/", 403)
    assert client.get("/office/").url == "/office/kav/members/"


def test_people_of_one_branch_see_its_staff_tills_and_waiting_returns_alone(floor, person, kav, client):
    with club_transaction(kav.id):
        jaffa = clubs.branches(kav).get(code="jfa").pk
    actions.add_employee(club=kav, code="e2", name="Yael", branch_id=jaffa, actor=SYSTEM)
    floor.publish(document(LINEAR, wallets=FOR_EVER))
    for number, branch in (("W1", "tlv"), ("W2", "jfa")):
        floor.sells("10", number=f"S{number}", branch=branch, till=f"T-{branch}", employee=None)
        early = {"number": number, "at": THEN.isoformat(), "of": {"number": "none", "branch": branch}}
        give_back(kav, [read_return(early, None, 2, language="en")], SYSTEM)
    cashier = person("lea", "cashier")
    actions.give_role(club=kav, user=cashier, role="cashier", branch_id=jaffa, actor=SYSTEM)
    client.force_login(cashier)

    staff, tills, waiting = (
        plain(text_of(client, f"/office/kav/{place}")) for place in ("employees/", "tills/", "receipts/waiting")
    )

    assert ("Yael" in staff, "Ron" in staff) == (True, False)
    assert ("T-jfa" in tills, "T-tlv" in tills) == (True, False)
    assert ("W2" in waiting, "W1" in waiting) == (True, False)


def test_what_belongs_to_another_club_is_unknown(signed_in, things, north):
    blanks = {name for name, address in pages().items() if address.count("%(") > 1} - set(NAMED_BY_THE_CLUB)

    told = statuses(signed_in("owner", "dana", (north,)), things, "north")

    # What only takes forms has nothing to look at, and a page that only shows takes none.
    assert {name: told[name] for name in blanks if 404 not in told[name] or told[name][1] not in (404, 405)} == {}


def test_a_club_that_is_not_ones_own_is_unknown(signed_in, things, north):
    told = statuses(signed_in("owner", "dana", (north,)), things)

    assert {name: pair for name, pair in told.items() if pair[1] != 404 or pair[0] not in (404, 405)} == {}


def test_nobody_gets_further_than_the_door(client, things):
    for name, address in pages().items():
        place = "/" + address % (things | {"slug": "kav"})
        assert client.post(place).url.startswith("/office/sign-in"), name
        assert client.get(place).status_code in (302, 405), name
