"""What the editor's page asks: parts drawn, judged, tried, kept, published; by whom, and of what it is shown."""

import json
import re

import pytest

from moadon.apps.clubs.types import Actor
from moadon.apps.programmes import queries as programmes
from moadon.engine.rules.templates import document_for, templates
from moadon.flows import drafting
from moadon.store import club_transaction
from tests.interfaces.office.shop_floor import open_floor, statements
from tests.interfaces.office.who import allowed

ROOT = "/office/kav/programmes/editor/"
BASE = {
    "format": "moadon/programme/1",
    "id": "base",
    "name": {"en": "Base", "he": "בסיס", "fa": "پایه"},
    "currency": "ILS",
    "wallets": {"credit": {"kind": "credit"}, "points": {"kind": "points", "worth": "0.05"}},
    "earn": [
        {"id": "each", "type": "linear", "every": "100", "give": "10", "wallet": "credit"},
        {"id": "points", "type": "per_amount", "amount": "1", "give": "1", "wallet": "points"},
    ],
}
FAULTY = BASE | {"earn": [BASE["earn"][0] | {"give": "ten"}, BASE["earn"][1]]}


def asks(client, name, **body):
    return client.post(f"{ROOT}{name}", json.dumps(body), content_type="application/json")


def bare(page):
    """What is read, without markup and signs that nobody sees."""
    return re.sub("<[^>]+>|[\u2066-\u2069]", "", page).replace("\xa0", " ")


@pytest.mark.parametrize("name", ["draw", "check", "try", "text", "read", "complete", "save", "review", "publish"])
def test_only_those_who_run_the_club_may_ask(signed_in, name):
    found = {
        role: asks(signed_in(role, f"{role}-1"), name, document=BASE).status_code
        for role in ("owner", "manager", "cashier", "auditor", "analyst")
    }

    assert {role: 403 if code == 403 else 200 for role, code in found.items()} == allowed("owner", "manager")


@pytest.mark.parametrize("name", ["draw", "check", "try", "text", "read", "complete", "save", "review", "publish"])
@pytest.mark.parametrize("body", ["", "[]", "{", '{"document": 7}', '{"document": {"earn": {"a": []}, "tiers": 3}}'])
def test_nonsense_is_never_the_servers_fault(signed_in, name, body):
    answer = signed_in("manager").post(f"{ROOT}{name}", body, content_type="application/json")

    assert answer.status_code in (200, 422)


def test_every_card_of_every_template_can_be_drawn_open(signed_in):
    client = signed_in("manager")
    for template in templates():
        document = document_for(template.id, "ILS", "x")
        opened = [
            f"/{section}/{key}"
            for section, held in document.items()
            if isinstance(held, list | dict) and section not in ("name", "base", "limits")
            for key in (range(len(held)) if isinstance(held, list) else held)
        ]
        page = asks(client, "draw", document=document, open=opened).content.decode()

        assert page.count('class="mo-partbody"') >= len(opened)
        for at in leaves(document):
            assert f'"{at}"' in page or "/name/" in at, at


def leaves(value, at=""):
    """The places of all plain values that somebody may change."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("format", "currency", "type", "kind", "members", "first_purchase"):
                yield from leaves(inner, f"{at}/{key}")
    elif isinstance(value, list):
        if not value or isinstance(value[0], dict):
            for n, inner in enumerate(value):
                yield from leaves(inner, f"{at}/{n}")
        elif isinstance(value[0], str) and at.rpartition("/")[2] not in ("weekday", "hour", "dates"):
            yield at
    elif at.rpartition("/")[2] not in ("months", "days"):
        yield at


def test_a_fault_is_told_with_its_place_and_the_rest_tells_itself(signed_in):
    told = asks(signed_in("manager"), "check", document=FAULTY).json()

    assert not told["whole"]
    assert [(one["at"], one["grave"]) for one in told["findings"]] == [("/earn/0/give", True)]
    assert told["findings"][0]["place"] == "For every full amount, Give"
    assert "1 point for each full ₪1" in bare(told["say"]["/earn/1"][0])
    assert "/earn/0" not in told["say"]


def test_what_is_worse_than_the_live_version_is_told_at_its_field(signed_in):
    client = signed_in("manager")
    asks(client, "publish", document=BASE, form={"whom": "all"})
    poorer = BASE | {"earn": [BASE["earn"][0] | {"give": "8"}, BASE["earn"][1]]}

    told = asks(client, "check", document=poorer).json()

    assert [(one["at"], one["grave"]) for one in told["findings"]] == [("/earn/0", False)]
    assert asks(client, "check", document=BASE).json()["findings"] == []


def test_a_basket_is_tried_by_the_document_sent(signed_in):
    basket = {"who": "made_up", "lines": [{"unit_price": "250", "quantity": "1"}], "alone": True}
    client = signed_in("manager")

    page = asks(client, "try", document=BASE, basket=basket).content.decode()
    partly = asks(client, "try", document=FAULTY, basket=basket).content.decode()
    nothing = asks(client, "try", document=BASE, basket={"lines": [{}]}).content.decode()
    wrong = asks(client, "try", document=BASE, basket=basket | {"lines": [{"unit_price": "x"}]}).content.decode()

    assert "₪20.00" in page
    assert "250 points" in bare(page)
    assert "₪20.00" not in partly
    assert "left out here" in partly
    assert "Left to pay" not in nothing
    assert "Item" in wrong


def test_a_basket_is_tried_at_a_day_of_either_calendar_and_a_day_that_is_none_is_said(signed_in):
    sundays = [{"id": "sun", "type": "per_amount", "amount": "1", "give": "1", "wallet": "points"}]
    document = BASE | {"earn": [sundays[0] | {"when": {"weekday": ["sun"]}}]}
    basket = {"who": "made_up", "lines": [{"unit_price": "250", "quantity": "1"}], "alone": True}
    client = signed_in("manager")

    def tried(at):
        return bare(asks(client, "try", document=document, basket=basket | {"at": at}).content.decode())

    assert "250 points" in tried("2026-11-29T10:00") and "250 points" in tried("۱۴۰۵/۰۹/۰۸ ۱۰:۰۰")
    assert "+250 points" not in tried("1405/09/09")
    assert "Write day and time like 2026-11-29 09:00" in tried("soon")


def test_who_pays_with_what_is_tried_even_where_paying_so_costs_less(signed_in):
    document = BASE | {
        "promotions": [
            {
                "id": "cash",
                "get": {"kind": "percent", "value": "0.1", "on": "basket"},
                "when": {"payment": ["cash"]},
            }
        ]
    }
    basket = {"who": "nobody", "lines": [{"unit_price": "100", "quantity": "1"}], "alone": True}
    client = signed_in("manager")

    paid = {
        kind: asks(client, "try", document=document, basket=basket | {"payment": kind}).content.decode()
        for kind in ("", "card", "cash")
    }

    assert ["₪90.00" in page for page in paid.values()] == [False, False, True]


def test_codes_are_found_by_code_and_by_name(signed_in, kav):
    open_floor(kav)
    client = signed_in("manager")

    found = {
        (of, q): [one["code"] for one in client.get(f"{ROOT}suggest", {"of": of, "q": q}).json()["found"]]
        for of, q in [("branches", "av"), ("branches", "jf"), ("products", "x"), ("nothing", "x"), ("members", "\0")]
    }

    assert found[("branches", "av")] == ["tlv"]
    assert found[("branches", "jf")] == ["jfa"]
    assert not found[("products", "x")] + found[("nothing", "x")] + found[("members", "\0")]


@pytest.mark.parametrize(("text", "day"), [("2026-11-26", "2026-11-26"), ("1405/09/05", "2026-11-26"), ("x", "")])
def test_a_day_is_read_in_any_calendar(signed_in, text, day):
    assert signed_in("manager").get(f"{ROOT}day", {"text": text}).json() == {"day": day}


def test_a_draft_is_kept_with_its_faults_and_begins_its_programme(signed_in, kav):
    client = signed_in("manager")

    made = asks(client, "save", document=FAULTY, code=None, edition=0).json()
    again = asks(client, "save", document=BASE, code="base", edition=made["edition"]).json()

    assert made["href"] == "/office/kav/programmes/base/edit"
    assert again["edition"] == made["edition"] + 1
    with club_transaction(kav.id):
        assert "give: '10'" in programmes.programme(kav, "base").draft


@pytest.mark.parametrize(
    ("document", "code", "status"),
    [(BASE | {"id": "No Good"}, None, 422), (BASE | {"id": "other"}, "base", 422), (BASE, None, 409)],
)
def test_a_draft_has_an_id_of_its_own(signed_in, document, code, status):
    client = signed_in("manager")
    asks(client, "save", document=BASE, code=None, edition=0)

    answer = asks(client, "save", document=document, code=code, edition=None)

    assert answer.status_code == status
    assert answer.json()["refused"]


def test_somebody_elses_change_is_not_overwritten_but_told(signed_in, kav):
    client = signed_in("manager")
    made = asks(client, "save", document=BASE, code=None, edition=0).json()
    theirs = json.dumps(BASE | {"earn": BASE["earn"][:1]})
    drafting.keep_draft(club=kav, code="base", text=theirs, edition=None, actor=Actor("user", None, "ron"))

    answer = asks(client, "save", document=BASE, code="base", edition=made["edition"])

    assert answer.status_code == 412
    assert "ron" in answer.json()["told"]
    with club_transaction(kav.id):
        assert programmes.programme(kav, "base").draft == theirs
    mine = asks(client, "save", document=BASE, code="base", edition=answer.json()["edition"])
    assert mine.status_code == 200


def test_a_faulty_document_is_not_published_and_says_why(signed_in, kav):
    client = signed_in("manager")

    refused = asks(client, "publish", document=FAULTY, form={"whom": "all"})
    nobody = asks(client, "publish", document=BASE, form={"whom": "members", "members": "none"})

    assert (refused.status_code, nobody.status_code) == (422, 422)
    assert "cannot go live" in refused.content.decode()
    assert "mo-notice bad" in nobody.content.decode()
    with club_transaction(kav.id):
        assert not programmes.versions_of(kav).exists()


def test_text_and_document_are_two_ways_to_say_the_same(signed_in):
    client = signed_in("manager")
    text = asks(client, "text", document=BASE).json()["text"]

    read = asks(client, "read", text=text).json()
    broken = asks(client, "read", text=text + "\nearn: [").json()
    faulty = asks(client, "read", text=text.replace("'10'", "ten")).json()

    assert read == {"document": BASE, "lines": []}
    assert broken["document"] is None
    assert broken["lines"][0]["grave"]
    (found,) = faulty["lines"]
    assert "ten" in text.replace("'10'", "ten").splitlines()[found["line"] - 1]


def test_drawing_and_judging_ask_as_often_for_many_parts_as_for_few(signed_in):
    client = signed_in("manager")

    def big(n):
        promotions = [
            {
                "id": f"p{i}",
                "items": {"sku": [f"S{i}"], "category": [f"c{i}"]},
                "get": {"kind": "percent", "value": "0.1"},
            }
            for i in range(n)
        ]
        return BASE | {"promotions": promotions}

    counts = []
    for n in (2, 2, 40):
        with statements() as told:
            asks(client, "draw", document=big(n), open=[])
            asks(client, "check", document=big(n))
        counts.append(len(told))

    assert counts[1] == counts[2]
