"""Whatever somebody who owns the machine does to the books, whoever kept a checkpoint finds out, and where.

Each change is made by a superuser with triggers and walls off. The check sees a dump and a checkpoint, nothing else.
"""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moadon.apps.ledger import journal
from moadon.apps.seals.packing import entries_as, entries_in, hashes_in, joined, salts_in
from moadon.engine.seals import Checkpoint, grow, hash_leaf, leaf_text, note_of, root_of, text_of
from moadon.store import club_transaction
from tests.flows.sealed import Auditor, new_seal
from tests.flows.shopkeeper import LINEAR, NOON, POINTS, Shopkeeper, document, open_shop
from tests.platform.database import TestDatabase

pytestmark = pytest.mark.django_db
HISTORIES = int(os.environ.get("FAULTS_HISTORIES") or 25)
VICTIM = 9
"""The number of the leaf that is tampered with."""


class Intruder:
    """Somebody with the database server in their hands."""

    def __init__(self, database: TestDatabase, shop: Shopkeeper, auditor: Auditor) -> None:
        self.database, self.shop, self.auditor = database, shop, auditor
        self.club = shop.club.id

    def does(self, sql: str, *params: object) -> list[tuple[object, ...]]:
        """Anything at all, with triggers off."""
        with self.database.admin.transaction():
            self.database.admin.execute("set local session_replication_role = replica")
            cursor = self.database.admin.execute(sql, params)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def entry(self, number: int = VICTIM) -> int:
        """The row of a leaf."""
        return self.tile()[1][number]

    def tile(self) -> tuple[list[bytes], list[int], list[bytes]]:
        """Hashes, entries and salts of the first tile."""
        row = self.does("select hashes, entries, salts from seals_tile where club_id = %s and level = 0", self.club)[0]
        hashes, entries, salts = (bytes(one) for one in row)  # type: ignore[call-overload]
        return list(hashes_in(hashes)), list(entries_in(entries)), list(salts_in(salts))

    def lays(self, hashes: list[bytes], entries: list[int], salts: list[bytes]) -> None:
        """Put another first tile in the place of what was there."""
        self.does(
            "update seals_tile set hashes = %s, entries = %s, salts = %s where club_id = %s and level = 0",
            joined(hashes), entries_as(entries), joined(salts), self.club,
        )  # fmt: skip

    def hashes_again(self, *, seal: bool = False) -> None:
        """Work out the whole tree anew, so that everything inside agrees; with `seal`, signed by a key of theirs."""
        _, entries, salts = self.tile()
        with club_transaction(self.club):
            rows = dict(journal.leaves_of(entries))
        hashes = [hash_leaf(leaf_text(rows[entry], salt).encode()) for entry, salt in zip(entries, salts, strict=True)]
        self.lays(hashes, entries, salts)
        tiles = grow({}, 0, hashes)
        note, key = "", ""
        for size, at in self.does("select size, sealed_at from seals_checkpoint where club_id = %s", self.club):
            told = Checkpoint(
                f"moadon/{self.shop.club.slug}", int(size), root_of(grow({}, 0, hashes[: int(size)]), int(size)), at
            )  # type: ignore[call-overload, arg-type]
            if seal:
                theirs = new_seal()
                text = text_of(told)
                note, key = note_of(text, theirs.key, theirs.sign(text.encode())), str(theirs.key)
                self.does("update seals_checkpoint set note = %s, key = %s where size = %s", note, key, size)
            self.does("update seals_checkpoint set root = %s where size = %s", told.root, size)
        assert root_of(tiles, len(hashes))


def edits(by: Intruder) -> None:
    by.does(
        "update ledger_entry set amount = amount * 10, balance_after = balance_after * 10 where id = %s", by.entry()
    )


def moves(by: Intruder) -> None:
    by.does("update ledger_entry set account_id = (select max(id) from ledger_account) where id = %s", by.entry())


def deletes(by: Intruder) -> None:
    by.does("delete from ledger_entry where id = %s", by.entry())


def deletes_and_renumbers(by: Intruder) -> None:
    hashes, entries, salts = by.tile()
    by.does("delete from ledger_entry where id = %s", entries[VICTIM])
    for some in (hashes, entries, salts):
        del some[VICTIM]  # type: ignore[attr-defined]
    by.lays(hashes, entries, salts)


def dates_back(by: Intruder) -> None:
    by.does(
        """update ledger_transaction set at = at - interval '1 day', recorded_at = recorded_at - interval '1 day'
           where id = (select transaction_id from ledger_entry where id = %s)""",
        by.entry(),
    )


def reorders(by: Intruder) -> None:
    hashes, entries, salts = by.tile()
    for some in (hashes, entries, salts):
        some[VICTIM], some[VICTIM + 2] = some[VICTIM + 2], some[VICTIM]  # type: ignore[index]
    by.lays(hashes, entries, salts)


def cuts_the_tail(by: Intruder) -> None:
    hashes, entries, salts = by.tile()
    by.does("delete from ledger_entry where id = any(%s)", entries[VICTIM:])
    by.lays(hashes[:VICTIM], entries[:VICTIM], salts[:VICTIM])
    by.does("update seals_tree set size = %s where club_id = %s", VICTIM, by.club)
    by.does("delete from seals_checkpoint where size > %s", VICTIM)


def hashes_all_again(by: Intruder) -> None:
    edits(by)
    by.hashes_again()


def signs_again(by: Intruder) -> None:
    edits(by)
    by.hashes_again(seal=True)


def edits_and_puts_the_trigger_back(by: Intruder) -> None:
    execute = by.database.admin.execute
    execute("drop trigger only_added on ledger_entry")
    execute("update ledger_entry set amount = -amount where id = %s", (by.entry(),))
    execute(
        """create trigger only_added before update or delete on ledger_entry for each statement
           execute function ledger_entry_only_added()"""
    )


CHANGES = [
    (edits, VICTIM), (moves, VICTIM), (deletes, VICTIM), (dates_back, None), (edits_and_puts_the_trigger_back, VICTIM),
    (deletes_and_renumbers, None), (reorders, None), (cuts_the_tail, 4), (hashes_all_again, None),
    (signs_again, None),
]  # fmt: skip


@pytest.fixture
def shop() -> Shopkeeper:
    return new_shop()


def new_shop() -> Shopkeeper:
    shop = open_shop()
    shop.publish(document(LINEAR, POINTS))
    return shop


@pytest.fixture
def auditor(shop: Shopkeeper, tmp_path: Path) -> Auditor:
    return Auditor(shop.club, tmp_path)


@pytest.fixture
def intruder(database: TestDatabase, shop: Shopkeeper, auditor: Auditor) -> Intruder:
    return Intruder(database, shop, auditor)


def sells(shop: Shopkeeper, *prices: str) -> None:
    for n, price in enumerate(prices):
        member = shop.member(f"+9725255{next(shop.numbers):05d}")
        shop.post(shop.basket(price, member=member, at=(NOON + timedelta(minutes=n)).isoformat()))


@pytest.mark.parametrize(("change", "first"), CHANGES, ids=[change.__name__ for change, _ in CHANGES])
def test_a_change_is_found_and_named(
    change: Callable[[Intruder], None], first: int | None, intruder: Intruder, auditor: Auditor
) -> None:
    for prices in (["120"], ["250", "90"], ["310"]):
        sells(intruder.shop, *prices)
        auditor.seals()
    kept = auditor.keeps()
    assert auditor.checks(auditor.dumps("clean"), kept).right

    change(intruder)
    verdict = auditor.checks(auditor.dumps("tampered"), kept)

    assert verdict.code == 1, verdict
    assert verdict.told["faults"]
    if first is not None:
        assert verdict.first == first, verdict.told


def test_yesterdays_copy_put_back_is_found(intruder: Intruder, auditor: Auditor) -> None:
    sells(intruder.shop, "120")
    auditor.seals()
    yesterday = shutil.copy(auditor.dumps("yesterday"), auditor.folder / "restored.dump")
    sells(intruder.shop, "250")
    auditor.seals()
    verdict = auditor.checks(Path(yesterday), auditor.keeps())
    assert verdict.code == 1
    assert "were sealed" in verdict.told["faults"][0]


def test_a_fork_is_found_by_whoever_holds_the_other_side(intruder: Intruder, auditor: Auditor) -> None:
    """Two histories from one beginning: each with its own checkpoint, signed by the club's own key."""
    sells(intruder.shop, "120", "250", "310")
    auditor.seals()
    mine = auditor.keeps("mine")
    by = intruder
    _, entries, salts = by.tile()
    edits(by)
    with club_transaction(by.club):
        rows = dict(journal.leaves_of(entries))
    forged = [hash_leaf(leaf_text(rows[e], salt).encode()) for e, salt in zip(entries, salts, strict=True)]
    by.lays(forged, entries, salts)
    lines = mine.read_text("utf-8").split("\n")
    fork = Checkpoint(lines[0], len(forged), root_of(grow({}, 0, forged), len(forged)), NOON)
    note = note_of(text := text_of(fork), auditor.seal.key, auditor.seal.sign(text.encode()))
    by.does("update seals_checkpoint set note = %s, root = %s where club_id = %s", note, fork.root, by.club)

    theirs = auditor.keeps("theirs")
    assert auditor.checks(auditor.dumps("forked"), theirs).right
    verdict = auditor.checks(auditor.dumps("forked"), mine)
    assert verdict.code == 1
    both = auditor.checks(auditor.dumps("forked"), mine, theirs)
    assert any("forked" in fault for fault in both.told["faults"])


def test_a_checkpoint_of_another_key_is_not_the_clubs(intruder: Intruder, auditor: Auditor) -> None:
    sells(intruder.shop, "120")
    auditor.seals()
    verdict = auditor.checks(auditor.dumps(), auditor.keeps(), key=str(new_seal().key))
    assert verdict.code == 1
    assert "not signed by the key" in verdict.told["faults"][-1]


@settings(max_examples=HISTORIES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(0, 3), min_size=1, max_size=4))
def test_an_honest_history_is_never_accused(cuts: list[int], tmp_path: Path) -> None:
    auditor = Auditor((shop := new_shop()).club, tmp_path)
    for count in cuts:
        sells(shop, *["120"] * count)
        auditor.seals()
    if sum(cuts):
        assert auditor.checks(auditor.dumps(), auditor.keeps()).right
