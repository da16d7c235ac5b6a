"""The line that is hashed is JSON that says what it was made of, whatever the words in it."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.seals import Leaf, leaf_text
from moadon.kernel.ids import public_id

NUMBERS = st.integers(1, 2**62)
WORDS = st.text(max_size=12)
MAYBE = st.none() | NUMBERS
MOMENTS = st.integers(0, 10**17).map(
    lambda micros: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros // 100)
)
LEAVES = st.builds(
    Leaf, NUMBERS, NUMBERS, WORDS, NUMBERS, MAYBE, MOMENTS, MOMENTS, MAYBE, MAYBE, WORDS, WORDS, st.integers(), MAYBE,
    st.none() | WORDS, st.none() | WORDS, MAYBE, st.none() | st.integers(), st.none() | st.lists(WORDS),
    st.none() | st.integers(), MAYBE,
)  # fmt: skip


@given(LEAVES, st.binary(min_size=16, max_size=16))
def test_a_line_is_json_of_its_entry(leaf: Leaf, salt: bytes) -> None:
    line = leaf_text(leaf, salt)
    told = json.loads(line)

    assert line.isascii()
    assert line == json.dumps(told, separators=(",", ":"))
    assert (told["entry"], told["owner"]) == (public_id("ent", leaf.entry), public_id("mbr", leaf.owner))
    assert (told["kind"], told["book"], told["wallet"], told["amount"]) == (
        leaf.kind, leaf.book, leaf.wallet, leaf.amount,
    )  # fmt: skip
    assert datetime.fromisoformat(told["at"]) == leaf.at
    assert (told["programme"], told["rule"], told["version"], told["base"]) == (
        leaf.programme, leaf.rule, leaf.version, leaf.base,
    )  # fmt: skip
    assert (told["balance_after"], told["account"], told["salt"]) == (leaf.balance_after, leaf.account, salt.hex())
    why = json.dumps(leaf.why, sort_keys=True, separators=(",", ":")).encode()
    assert told["why"] == (None if leaf.why is None else sha256(salt + why).hexdigest())


def test_the_same_moment_in_another_zone_is_the_same_line() -> None:
    at = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)
    leaf = Leaf(1, 1, "award", 1, None, at, at, None, None, "issued", "credit", -1, None, None, None, None, None, None, None, None)  # fmt: skip
    there = leaf._replace(at=at.astimezone(ZoneInfo("Asia/Tehran")), recorded_at=at + timedelta(0))
    assert leaf_text(there, bytes(16)) == leaf_text(leaf, bytes(16))
