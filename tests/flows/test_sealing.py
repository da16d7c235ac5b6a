"""What is sealed is what was committed: once, in order, and nothing passed over (semantics 33)."""

import json
from concurrent import futures
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from moadon.apps.ledger import journal
from moadon.apps.ledger.models import Entry
from moadon.apps.seals import queries as seals
from moadon.engine.seals import Leaf, hash_leaf, is_consistent, is_included
from moadon.flows import proving, sealing
from moadon.flows.sealing import seal_club
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.sealed import Auditor, others_are_over
from tests.flows.shopkeeper import LINEAR, NOON, POINTS, Shopkeeper, document, open_shop
from tests.platform.database import TestDatabase

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shopkeeper:
    shop = open_shop()
    shop.publish(document(LINEAR, POINTS))
    return shop


@pytest.fixture
def auditor(shop: Shopkeeper, tmp_path: Path) -> Auditor:
    return Auditor(shop.club, tmp_path)


def sells(shop: Shopkeeper, count: int) -> str:
    """So many receipts of one member; whose they are."""
    noa = shop.member(f"+97252555{next(shop.numbers):04d}")
    for n in range(count):
        shop.post(shop.basket("120", member=noa, at=(NOON + timedelta(minutes=n)).isoformat()))
    return noa


def entries(shop: Shopkeeper) -> list[int]:
    with club_transaction(shop.club.id):
        return list(Entry.objects.order_by("id").values_list("pk", flat=True))


def sealed_entries(shop: Shopkeeper) -> list[int]:
    with club_transaction(shop.club.id):
        return [entry for _, tile in seals.leaf_tiles(shop.club.id, 0, 1000) for entry in tile.entries]


def test_every_entry_is_sealed_once_and_its_proof_holds(shop: Shopkeeper, auditor: Auditor) -> None:
    sells(shop, 3)
    assert auditor.seals() == len(entries(shop)) > 0
    assert auditor.seals() == 0
    sells(shop, 2)
    auditor.seals()

    assert sorted(sealed_entries(shop)) == entries(shop)
    with club_transaction(shop.club.id):
        for proof in proving.prove(shop.club, entries(shop)):
            row = proof.checkpoint
            leaf = hash_leaf(proof.text.encode())
            assert is_included(proof.number, row.size, leaf, proof.hashes, bytes(row.root))


def test_each_checkpoint_is_the_beginning_of_the_next(shop: Shopkeeper, auditor: Auditor) -> None:
    for _ in range(4):
        sells(shop, 2)
        auditor.seals()
    with club_transaction(shop.club.id):
        rows = list(seals.checkpoints(shop.club.id).order_by("size"))
        for old, new in pairwise(rows):
            hashes = proving.prove_consistent(shop.club, old.size, new.size)
            assert is_consistent(old.size, new.size, bytes(old.root), bytes(new.root), hashes)


@pytest.mark.parametrize("most", [1, 3, 5, 9])
def test_in_small_steps_it_is_the_same_tree(
    shop: Shopkeeper, auditor: Auditor, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    sells(shop, 6)
    # Some transactions have more entries than a step is to take, and are taken whole.
    monkeypatch.setattr(sealing, "MOST", most)
    others_are_over()
    steps = list(seal_club(shop.club, auditor.seal))
    assert len(steps) > 1
    assert sorted(sealed_entries(shop)) == entries(shop)
    assert auditor.checks(auditor.dumps(), auditor.keeps()).right


def test_what_commits_late_is_sealed_late_and_not_passed_over(
    shop: Shopkeeper, auditor: Auditor, database: TestDatabase
) -> None:
    """A transaction that began first and is open across two seals."""
    sells(shop, 1)
    with psycopg.connect(database.url) as other:
        opened = begins(other)
        sells(shop, 1)
        before = auditor.seals(opened)
        sells(shop, 1)
        assert auditor.seals(opened) == 0
        other.commit()
    late = auditor.seals()

    assert before > 0
    assert late == len(entries(shop)) - before > 0
    assert sorted(sealed_entries(shop)) == entries(shop)


def test_to_seal_by_the_highest_number_would_pass_it_over(
    shop: Shopkeeper, auditor: Auditor, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A control: an entry that is written first and committed after the seal is what the order of numbers loses."""

    def by_number(_club: int, horizon: int, _most: int) -> tuple[int, list[Leaf]]:
        newest = max(sealed_entries(shop))
        return horizon + 1, [leaf for _, leaf in sorted(journal.leaves_of(range(newest + 1, newest + 100)))]

    noa = sells(shop, 1)
    assert auditor.seals() > 0
    monkeypatch.setattr(journal, "window_after", by_number)
    with psycopg.connect(database.url) as other:
        opened = begins(other)
        writes_an_entry(other, shop, noa)
        sells(shop, 1)
        auditor.seals(opened)
        other.commit()
    auditor.seals()
    assert len(set(entries(shop)) - set(sealed_entries(shop))) == 2


def test_what_is_written_first_and_committed_last_is_sealed(
    shop: Shopkeeper, auditor: Auditor, database: TestDatabase
) -> None:
    noa = sells(shop, 1)
    auditor.seals()
    with psycopg.connect(database.url) as other:
        opened = begins(other)
        writes_an_entry(other, shop, noa)
        sells(shop, 1)
        auditor.seals(opened)
        other.commit()
    auditor.seals()
    assert sorted(sealed_entries(shop)) == entries(shop)


def begins(connection: "psycopg.Connection[Any]") -> int:
    """The number of the transaction that is open from now on."""
    row = connection.execute("select pg_current_xact_id()::text::bigint").fetchone()
    assert row is not None
    return int(row[0])


def writes_an_entry(connection: "psycopg.Connection[Any]", shop: Shopkeeper, member: str) -> None:
    """Two lines of a transaction that somebody else has not committed yet."""
    club, owner = shop.club.id, row_id("mbr", member)
    connection.execute("select set_config('moadon.club', %s, true)", (str(club),))
    number = connection.execute(
        """insert into ledger_transaction (club_id, kind, owner, at) values (%s, 'award', %s, now()) returning id""",
        (club, owner),
    ).fetchone()
    assert number is not None
    connection.execute(
        """insert into ledger_entry (club_id, transaction_id, book, wallet, amount)
           values (%s, %s, 'issued', 'points', -5), (%s, %s, 'spent', 'points', 5)""",
        (club, number[0], club, number[0]),
    )


def test_two_sealers_at_once_seal_once(shop: Shopkeeper, auditor: Auditor) -> None:
    sells(shop, 4)

    def seal() -> int:
        try:
            return auditor.seals()
        finally:
            connection.close()

    with futures.ThreadPoolExecutor(4) as threads:
        counts = [one.result() for one in [threads.submit(seal) for _ in range(4)]]
    assert sum(counts) + auditor.seals() == len(entries(shop))
    assert sorted(sealed_entries(shop)) == entries(shop)


def test_a_statement_is_checked_by_the_file_alone(shop: Shopkeeper, auditor: Auditor) -> None:

    noa = sells(shop, 3)
    auditor.seals()

    with club_transaction(shop.club.id):
        told = proving.statement(shop.club, row_id("mbr", noa))
    path = auditor.folder / "noa.json"
    path.write_text(json.dumps(told))
    assert auditor.checks(path).right

    forged = json.loads(path.read_text())
    forged["lines"][1]["text"] = forged["lines"][1]["text"].replace('"amount":', '"amount":9')
    path.write_text(json.dumps(forged))
    verdict = auditor.checks(path)
    assert (verdict.code, verdict.first) == (1, told["lines"][1]["number"])  # type: ignore[index]


def test_what_is_not_sealed_yet_has_no_proof(shop: Shopkeeper, auditor: Auditor) -> None:
    sells(shop, 1)
    auditor.seals()
    sells(shop, 1)
    with club_transaction(shop.club.id):
        with pytest.raises(Refused, match="not_sealed_yet"):
            proving.proof_of(shop.club, entries(shop)[-1])
        with pytest.raises(Refused, match="unknown_id"):
            proving.proof_of(shop.club, 10**9)


def test_nothing_personal_is_in_the_dump(shop: Shopkeeper, auditor: Auditor) -> None:
    noa = sells(shop, 1)
    auditor.seals()
    text = auditor.dumps().read_text()
    assert noa in text
    assert "+97252" not in text
    assert "full step" not in text
