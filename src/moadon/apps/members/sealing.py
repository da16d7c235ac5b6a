"""How a member's phone and e-mail are kept: sealed for their own row, and marked for being looked up."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from moadon.store import run
from moadon.store.sealed import Cell, ClubKeys, club_keys, every_key, mark, ring, seal, unseal, word_mark

SEALED = ("phone", "email")
"""What of a member is never kept as it is."""
WORDS = "part"
"""The kind of mark under which parts of a phone or an e-mail are listed."""
_TABLE = "members_member"
_PEN = """
    with fresh as (
      insert into members_sealing (club_id, newest) values (%s, %s) on conflict do nothing returning newest, older
    )
    select newest, older from fresh
    union all
    select newest, older from (select newest, older from members_sealing where club_id = %s for share) as there
"""


class _Row(Protocol):
    """A row of members."""

    pk: Any
    club_id: int


class Sealed:
    """What is kept as a box, opened whenever it is asked for; None where nothing is kept. Raises what `unseal` does."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, row: _Row | None, owner: object = None) -> Any:
        """The text."""
        if row is None:
            return self
        box = getattr(row, f"{self.name}_box")
        return None if box is None else unseal(cell_of(row.club_id, self.name, row.pk), box)


class Pen(NamedTuple):
    """With what a transaction seals the members of its club. `older`: whether rows under other keys are still there."""

    club_id: int
    keys: ClubKeys
    older: bool


def cell_of(club_id: int, name: str, member_id: int) -> Cell:
    """Where the box of a member's phone or e-mail lies."""
    return Cell(club_id, f"{_TABLE}.{name}", member_id)


def take_pen(club_id: int) -> Pen:
    """The key to write with, which stays that of the club until the transaction ends. One statement.

    Everybody who writes at one moment writes with one key, so that one phone has one mark among what they write.
    Raises `Refused("field_key_missing", status=503)`.
    """
    rows: list[Any] = []
    while not rows:  # it is seen only by the next statement when somebody else has just written the first member
        rows = run(_PEN, (club_id, ring().newest.hex(), club_id))
    newest, older = rows[0]
    return Pen(club_id, club_keys(club_id, bytes.fromhex(newest)), bool(older))


def sealed_values(pen: Pen, member_id: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a member's row, with what is secret among them sealed for that row."""
    kept = {name: value for name, value in values.items() if name not in SEALED}
    for name in SEALED:
        if name in values:
            text = values[name]
            kept[f"{name}_box"] = seal(cell_of(pen.club_id, name, member_id), text, pen.keys) if text else None
            kept[f"{name}_mark"] = mark(pen.keys, name, text) if text else None
    return kept


def marks_of(club_id: int, name: str, text: str) -> list[bytes]:
    """Every mark under which this phone or e-mail may be kept: one for each key of the ring."""
    return [mark(keys, name, text) for keys in every_key(club_id)]


def listed(keys: ClubKeys, words: Iterable[str]) -> list[str]:
    """Parts of a phone or an e-mail as they stand among the words by which a member is found."""
    return [word_mark(keys, WORDS, word) for word in words]


def searched(club_id: int, word: str) -> list[str]:
    """Every form in which a part of a phone or an e-mail may stand among the words."""
    return [word_mark(keys, WORDS, word) for keys in every_key(club_id)]
