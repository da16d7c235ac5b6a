"""What is hashed of an entry: one line of JSON that says what moved, for an opaque number, and nothing about a person.

The sentence of an entry may name goods or a reason that somebody typed, so only its salted digest is there: who may
read the sentence can check it, and it can be forgotten without touching the tree.
"""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from moadon.kernel.ids import public_id

SALT = 16
"""Bytes of chance in every leaf, so that nobody can guess what is behind a hash."""


class Leaf(NamedTuple):
    """An entry of the books with its transaction, as the tree knows it. Numbers are row numbers and smallest units."""

    entry: int
    transaction: int
    kind: str
    owner: int
    receipt: int | None
    at: datetime
    recorded_at: datetime
    transaction_corrects: int | None
    account: int | None
    book: str
    wallet: str
    amount: int
    lot: int | None
    programme: str | None
    rule: str | None
    version: int | None
    base: int | None
    why: object
    balance_after: int | None
    corrects: int | None


def leaf_text(leaf: Leaf, salt: bytes) -> str:
    """The line that is hashed, in ASCII: the same for the same entry and salt, for ever."""
    told = {
        "entry": public_id("ent", leaf.entry),
        "transaction": public_id("trx", leaf.transaction),
        "kind": leaf.kind,
        "owner": public_id("mbr", leaf.owner),
        "receipt": None if leaf.receipt is None else public_id("rcp", leaf.receipt),
        "at": _moment(leaf.at),
        "recorded_at": _moment(leaf.recorded_at),
        "undoes": None if leaf.transaction_corrects is None else public_id("trx", leaf.transaction_corrects),
        "account": leaf.account,
        "book": leaf.book,
        "wallet": leaf.wallet,
        "amount": leaf.amount,
        "lot": None if leaf.lot is None else public_id("lot", leaf.lot),
        "programme": leaf.programme,
        "rule": leaf.rule,
        "version": leaf.version,
        "base": leaf.base,
        "why": None if leaf.why is None else why_digest(leaf.why, salt),
        "balance_after": leaf.balance_after,
        "corrects": None if leaf.corrects is None else public_id("ent", leaf.corrects),
        "salt": salt.hex(),
    }
    return json.dumps(told, separators=(",", ":"))


def why_digest(why: object, salt: bytes) -> str:
    """The salted SHA-256 of an entry's sentence (its key and parameters), in hex."""
    return sha256(salt + json.dumps(why, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
