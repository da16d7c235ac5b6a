"""The line that is hashed is JSON that says what it was made of, whatever the words in it."""

import json
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.seals import Leaf, leaf_text
from moadon.kernel.ids import public_id

NUMBERS = st.integers(1, 2**62)
WORDS = st.text(max_size=12)
MAYBE = st.none() | NUMBERS
MOMENTS = st.just("2026-11-22T08:15:00.000000Z")
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
    assert (told["at"], told["recorded_at"]) == (leaf.at, leaf.recorded_at)
    assert (told["programme"], told["rule"], told["version"], told["base"]) == (
        leaf.programme, leaf.rule, leaf.version, leaf.base,
    )  # fmt: skip
    assert (told["balance_after"], told["account"], told["salt"]) == (leaf.balance_after, leaf.account, salt.hex())
    why = json.dumps(leaf.why, sort_keys=True, separators=(",", ":")).encode()
    assert told["why"] == (None if leaf.why is None else sha256(salt + why).hexdigest())
