"""What is sealed opens in its own cell, with its own key, as it was; marks and digests tell nothing without the key."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from moadon.integrations.keys.fields import add_key, missing, read_ring
from moadon.integrations.keys.signing import BadKey
from moadon.kernel.refusals import Refused
from moadon.store import sealed
from moadon.store.sealed import Cell

CELL = Cell(7, "members_member.phone", 41)
PHONE = "+972525550142"


@pytest.fixture
def keys(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A ring of its own, so that no other test meets its keys."""
    settings.FIELD_KEYS = tmp_path / "keys" / "fields.keys"
    sealed.ring(again=True)
    yield settings.FIELD_KEYS
    sealed._held.ring = None


def refusal(box: bytes, cell: Cell = CELL) -> str:
    with pytest.raises(Refused) as refused:
        sealed.unseal(cell, box)
    assert refused.value.status == 503
    return refused.value.code


@pytest.mark.parametrize("text", [PHONE, "", "noa@example.com", "דנה \u200c علی", "x" * 100_000])
def test_a_box_gives_back_what_was_put_in(keys: Path, text: str) -> None:
    box = sealed.seal(CELL, text)

    assert sealed.unseal(CELL, box) == text
    assert sealed.unseal(CELL, memoryview(box)) == text
    assert not text or text.encode() not in box
    assert sealed.seal(CELL, text) != box


@pytest.mark.parametrize(
    "elsewhere",
    [CELL._replace(club_id=8), CELL._replace(row=42), CELL._replace(column="members_member.email")],
    ids=["another club", "another row", "another column"],
)
def test_a_box_that_was_moved_is_not_opened(keys: Path, elsewhere: Cell) -> None:
    assert refusal(sealed.seal(CELL, PHONE), elsewhere) == "sealed_field_damaged"


@pytest.mark.parametrize("at", [4, 15, 16, 20, -1], ids=["nonce", "its end", "text", "more of it", "tag"])
def test_a_box_that_was_changed_is_not_opened(keys: Path, at: int) -> None:
    box = bytearray(sealed.seal(CELL, PHONE))
    box[at] ^= 1

    assert refusal(bytes(box)) == "sealed_field_damaged"
    assert refusal(bytes(box[:10])) == "sealed_field_damaged"


def test_a_box_whose_key_is_not_there_names_it(keys: Path) -> None:
    box = sealed.seal(CELL, PHONE)
    keys.unlink()
    sealed.ring(again=True)

    with pytest.raises(Refused) as refused:
        sealed.unseal(CELL, box)
    assert (refused.value.code, refused.value.params["key"]) == ("field_key_missing", box[:4].hex())


def test_marks_are_equal_for_equal_texts_of_one_club_and_kind_alone(keys: Path) -> None:
    own, others = sealed.club_keys(7), sealed.club_keys(8)
    marks = [
        sealed.mark(own, "phone", PHONE), sealed.mark(others, "phone", PHONE), sealed.mark(own, "email", PHONE),
        sealed.mark(own, "phone", PHONE[:-1]),
    ]  # fmt: skip

    assert sealed.mark(own, "phone", PHONE) == marks[0]
    assert len(set(marks)) == 4
    assert {len(mark) for mark in marks} == {16}


def test_a_digest_is_known_under_older_keys_and_as_it_was_before_there_were_keys(keys: Path) -> None:
    content = sha256(b"said").digest()
    kept = sealed.digest(7, content)
    add_key()
    sealed.ring(again=True)

    assert kept != content
    assert sealed.digest(7, content) != kept
    for known in (kept, content, sealed.digest(7, content)):
        assert sealed.is_digest(7, content, known)
    assert not sealed.is_digest(8, content, kept)
    assert not sealed.is_digest(7, sha256(b"other").digest(), kept)


def test_the_newest_key_seals_and_older_ones_open(keys: Path) -> None:
    old = sealed.seal(CELL, PHONE)
    made = add_key()
    sealed.ring(again=True)

    new = sealed.seal(CELL, PHONE)
    assert (sealed.key_of(new), sealed.key_of(old) == made) == (made, False)
    assert {sealed.unseal(CELL, box) for box in (old, new)} == {PHONE}


def test_only_their_owner_reads_the_keys_and_no_key_is_lost(keys: Path) -> None:
    first = keys.read_text()
    add_key()

    assert keys.stat().st_mode & 0o777 == 0o600
    assert keys.parent.stat().st_mode & 0o777 == 0o700
    assert keys.read_text().startswith(first)
    assert [path.name for path in keys.parent.iterdir()] == ["fields.keys"]


def test_what_is_asked_for_and_not_there_is_named_and_no_key_is_made(keys: Path) -> None:
    known = sealed.ring().newest.hex()
    assert missing([known, "0badc0de"]) == (keys, ["0badc0de"])

    keys.unlink()
    assert missing([known]) == (keys, [known])
    assert not keys.exists()


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "00000000 AAAA\n", "00000000 " + "A" * 43 + "=\n", "deadbeef not base64!\n"]
)
def test_a_file_that_is_no_ring_of_keys_is_not_believed(text: str) -> None:
    with pytest.raises(BadKey):
        read_ring(text)
