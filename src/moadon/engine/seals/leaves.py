"""What is hashed of an entry: one line of JSON that says what moved, for an opaque number, and nothing about a person.

The sentence of an entry may name goods or a reason that somebody typed, so only its salted digest is there: who may
read the sentence can check it, and it can be forgotten without touching the tree.
"""

import json
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from moadon.kernel.ids import public_id

SALT = 16
"""Bytes of chance in every leaf, so that nobody can guess what is behind a hash."""

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


class Leaf(NamedTuple):
    """An entry of the books with its transaction, as the tree knows it. Numbers are row numbers and smallest units.

    Moments are told in UTC to the microsecond: `2026-11-22T08:15:00.000000Z`.
    """

    entry: int
    transaction: int
    kind: str
    owner: int
    receipt: int | None
    at: str
    recorded_at: str
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
    why: Any
    balance_after: int | None
    corrects: int | None


def leaf_text(leaf: Leaf, salt: bytes) -> str:
    """The line that is hashed: JSON in ASCII without blanks, the same for the same entry and salt, for ever.

    It is put together by hand, as it is made for each entry of a busy club: what the entries of one transaction have in
    common is told once.
    """
    why = "null" if leaf.why is None else f'"{why_digest(leaf.why, salt)}"'
    return (
        f'{{"entry":"{public_id("ent", leaf.entry)}","transaction":{_id("trx", leaf.transaction)},'
        f'"kind":{_text(leaf.kind)},"owner":{_id("mbr", leaf.owner)},"receipt":{_id("rcp", leaf.receipt)},'
        f'"at":"{leaf.at}","recorded_at":"{leaf.recorded_at}",'
        f'"undoes":{_id("trx", leaf.transaction_corrects)},"account":{_number(leaf.account)},'
        f'"book":{_text(leaf.book)},"wallet":{_text(leaf.wallet)},"amount":{leaf.amount},'
        f'"lot":{_id("lot", leaf.lot)},"programme":{_text(leaf.programme)},"rule":{_text(leaf.rule)},'
        f'"version":{_number(leaf.version)},"base":{_number(leaf.base)},"why":{why},'
        f'"balance_after":{_number(leaf.balance_after)},"corrects":{_id("ent", leaf.corrects)},"salt":"{salt.hex()}"}}'
    )


def why_digest(why: object, salt: bytes) -> str:
    """The salted SHA-256 of an entry's sentence (its key and parameters), in hex."""
    return sha256(salt + _CANONICAL.encode(why).encode()).hexdigest()


def _number(number: int | None) -> str:
    return "null" if number is None else str(number)


@lru_cache(maxsize=1 << 13)
def _id(prefix: str, number: int | None) -> str:
    return "null" if number is None else f'"{public_id(prefix, number)}"'


@lru_cache(maxsize=1 << 13)
def _text(text: str | None) -> str:
    return json.dumps(text)
