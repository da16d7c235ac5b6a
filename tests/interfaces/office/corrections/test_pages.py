"""Correcting a balance in the office: asked for on a member's page, approved by a second person."""

import re
from contextlib import closing

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from moadon.apps.corrections.models import Request
from moadon.kernel.ids import public_id
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, document
from tests.interfaces.office.shop_floor import FOR_EVER, open_floor, plain, reads, text_of

FORM = {"wallet": "credit", "way": "give", "amount": "20", "reason": "goodwill", "note": "Waited an hour"}


@pytest.fixture
def floor(kav):
    floor = open_floor(kav)
    floor.publish(document(LINEAR, wallets=FOR_EVER))
    return floor


@pytest.fixture
def noa(floor):
    noa = floor.join(first_name="Noa", last_name="Levi")
    floor.sells("500", member=noa)
    return noa


def ask(client, member, **more):
    return client.post(f"/office/kav/corrections/add/{member}", {**FORM, **more})


def newest(kav):
    with club_transaction(kav.id):
        return Request.objects.order_by("-id").first()


def place(kav):
    return f"/office/kav/corrections/{public_id('cor', newest(kav).pk)}"


def test_a_manager_gives_within_the_limit_and_the_statement_says_why(signed_in, floor, noa):
    client = signed_in("manager")
    assert ask(client, noa).url == f"/office/kav/members/{noa}"
    page = plain(text_of(client, f"/office/kav/members/{noa}"))
    assert "Corrected by hand: given" in page
    assert "A gesture of goodwill." in page
    assert "Waited an hour" not in page
    assert floor.balance(noa) == (7000, 0, 0)


def test_a_cashier_asks_and_a_manager_approves(signed_in, kav, floor, noa):
    cashier, manager = signed_in("cashier", "tal"), signed_in("manager", "dana")
    answer = ask(cashier, noa, way="take", amount="12.50", reason="wrong_amount")
    assert answer.url == place(kav)
    assert "somebody else approves it" in plain(text_of(cashier, place(kav)))
    queue = plain(text_of(manager, "/office/kav/corrections/"))
    for told in ("Noa Levi", "A wrong amount at the till", "Waited an hour", "tal", "₪50.00", "₪37.50"):
        assert told in queue
    assert "1 wait for you" in queue
    seen = plain(text_of(manager, place(kav)))
    for told in ("₪50.00", "₪37.50", "tal, cashier"):
        assert told in seen
    manager.post(f"{place(kav)}/approve", {"said": "Right"})
    assert newest(kav).state == "done"
    assert floor.balance(noa) == (3750, 0, 0)
    assert "wait for you" not in plain(text_of(manager, "/office/kav/corrections/"))
    assert "Right" in plain(text_of(cashier, place(kav)))


def test_what_one_asked_for_one_cannot_approve_but_take_back(signed_in, kav, floor, noa):
    manager = signed_in("manager")
    ask(manager, noa, amount="501")
    page = text_of(manager, place(kav))
    assert "/approve" not in page
    manager.post(f"{place(kav)}/approve", {})
    assert newest(kav).state == "waiting"
    manager.post(f"{place(kav)}/withdraw")
    assert newest(kav).state == "withdrawn"


def test_a_refusal_needs_words(signed_in, kav, floor, noa):
    ask(signed_in("cashier", "tal"), noa)
    manager = signed_in("manager")
    manager.post(f"{place(kav)}/refuse", {"said": ""})
    assert newest(kav).state == "waiting"
    manager.post(f"{place(kav)}/refuse", {"said": "No receipt"})
    assert newest(kav).state == "refused"
    assert "No receipt" in plain(text_of(manager, place(kav)))


def test_a_correction_is_undone_from_its_page(signed_in, kav, floor, noa):
    owner = signed_in("owner")
    ask(owner, noa)
    page = text_of(owner, place(kav))
    there = page.split("correction-undo")[0] if "correction-undo" in page else page
    href = next(part.split('"')[0] for part in there.split('href="') if "entry=ent_" in part)
    form = text_of(owner, href.replace("&amp;", "&"))
    assert 'value="20.00"' in form
    assert '<option value="take" selected>' in form
    assert '<option value="undo" selected>' in form
    owner.post(href, {**FORM, "way": "take", "reason": "undo"})
    assert floor.balance(noa) == (5000, 0, 0)
    with club_transaction(kav.id):
        assert [one.corrects is None for one in Request.objects.order_by("id")] == [True, False]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"amount": ""}, "This field is required."),
        ({"amount": "0"}, "not 0"),
        ({"amount": "-5"}, ""),
        ({"way": "take", "amount": "50.01"}, "can be spent"),
        ({"expires_on": "2020-01-01"}, "is over"),
    ],
)
def test_what_is_typed_wrong_is_told_at_its_field(signed_in, floor, noa, typed, told):
    answer = ask(signed_in("owner"), noa, **typed)
    assert answer.status_code == 422
    assert told in plain(answer.content.decode())
    assert floor.balance(noa) == (5000, 0, 0)


@pytest.mark.parametrize("typed", ["20", "۲۰", "۲۰٫۰۰", "20.00"])
def test_amounts_are_typed_as_people_type(signed_in, floor, noa, typed):
    ask(signed_in("owner"), noa, amount=typed)
    assert floor.balance(noa) == (7000, 0, 0)


def test_the_history_is_filtered_sorted_and_exported(signed_in, kav, floor, noa):
    owner = signed_in("owner")
    ask(owner, noa)
    ask(owner, noa, way="take", amount="5", reason="misuse")
    ask(signed_in("cashier", "tal"), noa, amount="7")
    everything = "/office/kav/corrections/all"
    assert "3 corrections" in plain(text_of(owner, everything))
    assert "1 correction" in plain(text_of(owner, f"{everything}?state=waiting"))
    assert "1 correction" in plain(text_of(owner, f"{everything}?way=take"))
    assert "2 corrections" in plain(text_of(owner, f"{everything}?way=give&sort=at"))
    assert "1 correction" in plain(text_of(owner, f"{everything}?reason=misuse"))
    assert "3 corrections" in plain(text_of(owner, f"{everything}?member={noa}"))
    with closing(owner.get(f"{everything}?format=csv")) as answer:
        file = answer.getvalue().decode("utf-8-sig")
    assert [amount in file for amount in ("7.00", "-5.00", "20.00")] == [True] * 3
    with closing(owner.get(f"{everything}?format=xlsx")) as book:
        assert book.status_code == 200


def test_a_cashier_sees_only_what_they_asked_for(signed_in, kav, floor, noa):
    ask(signed_in("owner"), noa)
    theirs = place(kav)
    cashier = signed_in("cashier", "tal")
    assert cashier.get(theirs).status_code == 404
    assert "Nothing was corrected yet" in plain(text_of(cashier, "/office/kav/corrections/all"))


def test_people_of_a_branch_see_what_was_asked_for_there(signed_in, kav, floor, noa, person):
    from django.test import Client

    from moadon.apps.clubs import actions
    from moadon.apps.clubs import queries as clubs
    from moadon.apps.clubs.types import SYSTEM

    ask(signed_in("cashier", "tal"), noa)
    user = person("rina", clubs=())
    with club_transaction(kav.id):
        branch = clubs.branches(kav).first().pk
        actions.give_role(club=kav, user=user, role="manager", branch_id=branch, actor=SYSTEM)
    rina = Client()
    rina.force_login(user)
    assert rina.get(place(kav)).status_code == 404
    rina.post(f"{place(kav)}/approve", {})
    assert newest(kav).state == "waiting"


def test_the_owner_sets_limits_and_reasons(signed_in, kav, floor, noa):
    owner = signed_in("owner")
    page = "/office/kav/corrections/rules"
    text_of(owner, page)
    fields = {f"{role}_{kind}_{part}": "1" for role in ("owner", "manager", "branch_manager", "cashier", "key")
              for kind in ("points", "credit") for part in ("single", "day")}  # fmt: skip
    good = {**fields, "owner_credit_single": "", "owner_credit_day": "", "cashier_credit_single": "۵", "days": "3"}
    good["cashier_credit_day"] = "10"
    reasons = "kind | Kindness | טוב לב | مهربانی"
    assert owner.post(page, {**good, "reasons": "only two | words"}).status_code == 422
    assert owner.post(page, {**good, "reasons": reasons, "days": "0"}).status_code == 422
    assert owner.post(page, {**good, "reasons": reasons}).status_code == 302
    cashier = signed_in("cashier", "tal")
    assert ask(cashier, noa, amount="5").status_code == 422
    ask(cashier, noa, amount="5", reason="kind")
    assert newest(kav).state == "done"
    reads(owner, "he")
    assert "טוב לב" in plain(text_of(owner, f"/office/kav/members/{noa}"))


@pytest.mark.parametrize(
    ("language", "words"), [("en", "A gesture of goodwill"), ("he", "מחווה של רצון טוב"), ("fa", "برای جلب رضایت شما")]
)
def test_the_statement_tells_the_reason_in_three_languages(signed_in, floor, noa, language, words):
    owner = signed_in("owner")
    ask(owner, noa)
    reads(owner, language)
    assert words in plain(text_of(owner, f"/office/kav/members/{noa}"))


def test_the_pages_cost_as_many_statements_however_much_waits(signed_in, floor, noa):
    from tests.interfaces.office.shop_floor import statements

    cashier, owner = signed_in("cashier", "tal"), signed_in("owner")
    counts = []
    for _ in range(2):
        for _ in range(4):
            ask(cashier, noa)
        with statements() as told:
            text_of(owner, "/office/kav/corrections/")
        counts.append(len(told))
    assert counts[0] == counts[1]


def test_the_owner_lets_members_hand_over_value(signed_in, kav, floor, noa):
    from moadon.apps.corrections import queries

    owner = signed_in("owner")
    page = "/office/kav/corrections/rules"
    form = {"days": "7", "reasons": "kind | Kindness | טוב לב | مهربانی"}
    assert owner.post(page, {**form, "transfers": "credit | 50"}).status_code == 422
    assert owner.post(page, {**form, "transfers": "credit | 50 | - | 300 | 2 | free"}).status_code == 422
    assert owner.post(page, {**form, "transfers": "credit | 50 | - | 300 | 0.05 | free"}).status_code == 302
    assert "credit | 50 | - | 300 | 0.05 | free" in text_of(owner, page)
    with club_transaction(kav.id):
        terms = queries.policy(kav).transfers["credit"]
    assert (terms.single, terms.day, terms.month, terms.fee, terms.proof) == ("50", None, "300", "0.05", False)


def test_a_file_is_seen_line_by_line_and_then_done_once(signed_in, kav, floor, noa):
    client, place = signed_in("manager"), "/office/kav/corrections/file"
    file = SimpleUploadedFile(
        "c.csv", f"member,wallet,amount,reason\n{noa},credit,20,goodwill\nno,credit,1,x\n".encode()
    )
    page = client.post(place, {"file": file}).content.decode()
    assert "1 can be done, 1 cannot." in plain(page)
    assert "Nobody in the club is known by this." in plain(page)
    assert floor.balance(noa) == (5000, 0, 0)

    text = re.search("<textarea[^>]*>(.*)</textarea>", page, re.DOTALL)[1]
    for _ in range(2):
        assert client.post(place, {"text": text, "do": "good"}).url == "/office/kav/corrections/all"
    assert floor.balance(noa) == (7000, 0, 0)
    assert "done before" in plain(text_of(client, "/office/kav/corrections/all"))
    wrong = client.post(place, {"file": SimpleUploadedFile("c.csv", b"member\n")})
    assert (wrong.status_code, "must name the columns" in wrong.content.decode()) == (422, True)
