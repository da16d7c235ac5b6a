"""The sealed books in the office, for members at the counter, and for anybody from outside."""

import json

import pytest

from moadon.apps.ledger.models import Entry
from moadon.kernel.ids import public_id, row_id
from moadon.store import club_transaction
from tests.flows.sealed import Auditor, check
from tests.flows.shopkeeper import LINEAR, document
from tests.interfaces.office.shop_floor import FOR_EVER, open_floor, plain, text_of


@pytest.fixture
def floor(kav):
    floor = open_floor(kav)
    floor.publish(document(LINEAR, wallets=FOR_EVER))
    return floor


@pytest.fixture
def auditor(kav, tmp_path):
    return Auditor(kav, tmp_path)


@pytest.fixture
def bought(floor):
    """A member who bought once; their public id and that of their line."""
    noa = floor.join()
    floor.sells("250", member=noa)
    with club_transaction(floor.club.id):
        entry = Entry.objects.filter(account__owner=row_id("mbr", noa)).latest("id")
    return noa, public_id("ent", entry.pk)


def test_before_the_first_seal_the_page_says_when_it_comes(signed_in, floor):
    client = signed_in("owner")
    assert "Nothing is sealed yet" in text_of(client, "/office/kav/seals/")
    assert client.get("/office/kav/seals/dump").status_code == 404
    assert client.get("/seals/kav").status_code == 404


def test_the_books_are_downloaded_and_checked(signed_in, bought, auditor, tmp_path):
    auditor.seals()
    client = signed_in("owner")
    page = text_of(client, "/office/kav/seals/")
    assert str(auditor.seal.key).replace("+", "&#x2B;") in page or str(auditor.seal.key) in page
    kept, books = tmp_path / "kept.txt", tmp_path / "kav.dump"
    kept.write_text(client.get("/seals/kav/checkpoint").content.decode(), "utf-8")
    books.write_bytes(b"".join(client.get("/office/kav/seals/dump").streaming_content))

    assert auditor.checks(books, kept).right
    assert "1 checkpoint" in plain(text_of(client, "/office/kav/seals/checkpoints"))


def test_a_line_leads_to_its_proof_and_the_proof_is_checked(signed_in, bought, auditor, tmp_path):
    noa, entry = bought
    client = signed_in("cashier")
    place = f"/office/kav/members/{noa}/proofs/{entry}"
    assert place in text_of(client, f"/office/kav/members/{noa}")
    assert "not sealed yet" in text_of(client, place)
    auditor.seals()

    page = text_of(client, place)
    assert "mo-qr" in page
    assert entry in page
    for address in (f"{place}?file=1", f"/office/kav/members/{noa}/proofs"):
        file = tmp_path / "proof.json"
        file.write_bytes(client.get(address).content)
        assert auditor.checks(file).right
        assert entry in json.loads(file.read_text())["lines"][-1]["text"]


def test_a_line_is_not_shown_under_another_member(signed_in, floor, bought, auditor):
    _, entry = bought
    auditor.seals()
    other = floor.join("052-555-0199")
    assert signed_in("owner").get(f"/office/kav/members/{other}/proofs/{entry}").status_code == 404


def test_anybody_gets_the_checkpoint_and_the_checker_and_nothing_else(client, bought, auditor, tmp_path):
    auditor.seals()
    page = text_of(client, "/seals/kav")
    assert "sealed" in page
    note = client.get("/seals/kav/checkpoint")
    assert note.headers["Content-Type"].startswith("text/plain")
    checker = client.get("/verify_ledger.py")
    assert checker.content.startswith(b'"""Checks the books')
    assert client.get("/seals/nobody").status_code == 404
    assert client.get("/seals/nobody/checkpoint").status_code == 404


def test_what_is_no_file_of_ours_is_said_to_be_none(tmp_path):
    for text in (
        "",
        "{}",
        "[1]",
        '{"format":"moadon/ledger/1"}',
        '{"format": "moadon/statement/1", "lines": 3}',
        "\x00",
    ):
        file = tmp_path / "bad"
        file.write_text(text)
        verdict = check([str(file), "--checkpoint", str(file)])
        assert (verdict.code, verdict.told) == (3, {})
        assert verdict.errors.startswith("verify-ledger: ")
    assert check([str(tmp_path / "none")]).code == 3
    assert check(["--nonsense"]).code == 2
