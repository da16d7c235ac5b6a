"""Proofs of the books: of one line, of all lines of a member, and the whole of them as a dump for anybody to check."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.ledger import journal
from moadon.apps.ledger import queries as ledger
from moadon.apps.seals import queries as seals
from moadon.apps.seals.models import CheckpointRow
from moadon.engine.seals import (
    TILE,
    Leaf,
    consistency,
    hashes_of,
    inclusion,
    leaf_text,
    tiles_for,
)
from moadon.kernel.refusals import Refused

DUMP, STATEMENT = "moadon/ledger/1", "moadon/statement/1"


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry is leaf `number` of the tree that `checkpoint` is of. `text` is what is hashed."""

    entry: int
    number: int
    text: str
    why: object
    hashes: tuple[bytes, ...]
    checkpoint: CheckpointRow


def newest_checkpoint(club: ClubInfo, size: int | None = None) -> CheckpointRow:
    """The newest checkpoint, or that of `size`. Inside a transaction of the club.

    Raises `Refused`: `nothing_sealed` (404), `unknown_checkpoint` (404).
    """
    rows = seals.checkpoints(club.id)
    row = rows.first() if size is None else rows.filter(size=size).first()
    if row is None:
        if size is None:
            raise Refused("nothing_sealed", status=404)
        raise Refused("unknown_checkpoint", field="size", status=404, n=size)
    return row


def prove(club: ClubInfo, entries: Sequence[int]) -> list[Proof]:
    """Proofs of those of these entries that are sealed, in the order of the tree, by the newest checkpoint.

    Inside a transaction of the club; the number of statements does not grow. Raises `Refused("nothing_sealed")`.
    """
    checkpoint = newest_checkpoint(club)
    places = seals.leaves_in(club.id, journal.wrote(entries))
    sealed = sorted((number, entry, salt) for entry, (number, salt) in places.items() if number < checkpoint.size)
    spans = {number: inclusion(number, checkpoint.size) for number, _, _ in sealed}
    tiles = seals.tiles_at(club.id, {place for some in spans.values() for place in tiles_for(some)})
    rows: Mapping[int, Leaf] = dict(journal.leaves_of([entry for _, entry, _ in sealed]))
    return [
        Proof(entry, number, leaf_text(rows[entry], salt), rows[entry].why,
              tuple(hashes_of(spans[number], tiles)), checkpoint)
        for number, entry, salt in sealed
    ]  # fmt: skip


def proof_of(club: ClubInfo, entry: int) -> Proof:
    """The proof of one entry. Raises `Refused`: `unknown_id` (404), `not_sealed_yet` (409), `nothing_sealed` (404)."""
    if not journal.wrote([entry]):
        raise Refused("unknown_id", status=404, given="")
    found = prove(club, [entry])
    if not found:
        raise Refused("not_sealed_yet", status=409)
    return found[0]


def statement(club: ClubInfo, owner: int) -> dict[str, object]:
    """All sealed lines of an owner with their proofs, as `verify_ledger.py` reads them. As `prove`."""
    entries = list(ledger.entries_of(owner).values_list("pk", flat=True))
    return told_statement(prove(club, entries), newest_checkpoint(club))


def told_statement(proofs: Sequence[Proof], checkpoint: CheckpointRow) -> dict[str, object]:
    """Proofs of one checkpoint as a file."""
    return {
        "format": STATEMENT,
        "key": checkpoint.key,
        "checkpoint": checkpoint.note,
        "lines": [
            {"number": p.number, "text": p.text, "why": p.why, "proof": [b64encode(one).decode() for one in p.hashes]}
            for p in proofs
        ],
    }


def prove_consistent(club: ClubInfo, old: int, size: int) -> list[bytes]:
    """That the tree of `old` entries is the beginning of that of `size`. Raises `Refused`: as `newest_checkpoint` does,
    `checkpoint_before` (422) where `old` is above `size`.
    """
    if old > size:
        raise Refused("checkpoint_before", field="from", n=size)
    for one in (old, size):
        newest_checkpoint(club, one)
    spans = consistency(old, size)
    return hashes_of(spans, seals.tiles_at(club.id, tiles_for(spans)))


def dump(club: ClubInfo) -> Iterator[bytes]:
    """The sealed books, line by line: every entry as it stands now beside the hash that was sealed of it ("-" where it
    is gone), and every checkpoint where it was made. Inside a transaction of the club; memory does not grow with them.
    """
    newest = newest_checkpoint(club)
    tree = seals.tree_of(club.id)
    origin = tree.origin if tree is not None else ""
    head = {"format": DUMP, "club": club.slug, "origin": origin, "size": newest.size, "key": newest.key}
    yield json.dumps(head).encode() + b"\n"
    marks = seals.checkpoints(club.id).filter(size__lte=newest.size).order_by("size").iterator(chunk_size=500)
    mark = next(marks, None)
    for number, tile in seals.leaf_tiles(club.id, 0, newest.size // TILE + 1):
        rows = dict(journal.leaves_of(tile.entries))
        for at, entry in enumerate(tile.entries[: newest.size - number * TILE]):
            leaf = rows.get(entry)
            text = b"-" if leaf is None else leaf_text(leaf, tile.salts[at]).encode()
            yield b64encode(tile.hashes[at]) + b" " + text + b"\n"
            while mark is not None and mark.size <= number * TILE + at + 1:
                yield json.dumps({"checkpoint": mark.note}).encode() + b"\n"
                mark = next(marks, None)
