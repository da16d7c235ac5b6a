"""Phones and e-mails that were kept as they are, sealed where they lie: what migrations do, in portions, club by club.

Each portion is a transaction of its own, so that tills go on, and whoever is stopped goes on where it was.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from moadon.apps.members.identifiers import Findable, secret_words_of, words_of
from moadon.apps.members.sealing import SEALED, Pen, cell_of, listed, sealed_values, take_pen
from moadon.store import array, club_transaction, insert_rows, run, update_rows
from moadon.store.sealed import unseal

AT_ONCE = 2_000
_ROWS = """
    select id, first_name, last_name, card, external_id, phone, email, phone_box, email_box from members_member
    where club_id = %s and id > %s and ({wanted}) order by id limit %s for update
"""
_SEAL = """
    update members_member m set phone_box = d.phone_box, phone_mark = d.phone_mark, email_box = d.email_box,
      email_mark = d.email_mark
    from unnest(%s::bigint[], %s::bytea[], %s::bytea[], %s::bytea[], %s::bytea[])
      as d(id, phone_box, phone_mark, email_box, email_mark) where m.id = d.id
"""
_BOXES = {"id": "bigint", "phone_box": "bytea", "phone_mark": "bytea", "email_box": "bytea", "email_mark": "bytea"}
_CLEAR = "update members_member set phone = null, email = null where id = any(%s::bigint[])"
_UNSEAL = """
    update members_member m set phone = d.phone, email = d.email
    from unnest(%s::bigint[], %s::text[], %s::text[]) as d(id, phone, email) where m.id = d.id
"""
_WORD = {"club_id": "bigint", "word": "text", "member_id": "bigint"}
_MARKED = {
    name: f"""select {name}_mark from members_member
              where club_id = %s and {name}_mark = any(%s::bytea[]) and id <> all(%s::bigint[])"""
    for name in SEALED
}


class _Row(NamedTuple):
    """A member's row while both ways of keeping are there."""

    id: int
    first_name: str
    last_name: str
    card: str | None
    external_id: str | None
    phone: str | None
    email: str | None
    phone_box: bytes | None
    email_box: bytes | None


def seal_all() -> None:
    """Seal what is not sealed yet; what is kept as it is stays, for the code of the version before."""
    _each(_seal, "phone is not null and phone_box is null or email is not null and email_box is null")


def clear_all() -> None:
    """Seal what the version before has written since, and keep nothing as it is any more, in no word either.

    A phone that both versions gave to two members at the same time stays with the first; the other keeps it to be
    read, and is not found by it.
    """
    seal_all()
    _each(_clear, "phone is not null or email is not null or phone_box is not null or email_box is not null")


def unseal_all() -> None:
    """Everything as it was before it was sealed. Raises `Refused("field_key_missing")`."""
    _each(_unseal, "phone_box is not null or email_box is not null")


def forget_marks() -> None:
    """Take the marks away from among the words."""
    for club_id in _clubs():
        with club_transaction(club_id):
            run("delete from members_word where club_id = %s and word >= '=' and word < '>'", (club_id,))


def _clubs() -> list[int]:
    return [club_id for (club_id,) in run("select id from clubs_club order by id")]


def _each(work: Callable[[Pen, Sequence[_Row]], None], wanted: str) -> None:
    for club_id in _clubs():
        for _ in _portions(club_id, work, wanted):
            pass


def _portions(club_id: int, work: Callable[[Pen, Sequence[_Row]], None], wanted: str) -> Iterator[int]:
    last = 0
    while True:
        with club_transaction(club_id):
            run("select set_config('moadon.sealing', 'on', true)")
            sql = _ROWS.format(wanted=wanted)
            rows = [_Row(*row) for row in run(sql, (club_id, last, AT_ONCE))]
            if not rows:
                return
            work(take_pen(club_id), rows)
        last = rows[-1].id
        yield len(rows)


def _seal(pen: Pen, rows: Sequence[_Row]) -> None:
    made = [
        sealed_values(pen, row.id, {"phone": row.phone or _opened(pen, "phone", row),
                                    "email": row.email or _opened(pen, "email", row)})
        for row in rows
    ]  # fmt: skip
    for name in SEALED:
        marks = [one[f"{name}_mark"] for one in made if one[f"{name}_mark"]]
        ours = [row.id for row in rows]
        others = run(_MARKED[name], (pen.club_id, array("bytea", marks), array("bigint", ours)))
        taken = {bytes(mark) for (mark,) in others}
        for one in made:
            if one[f"{name}_mark"] in taken:
                one[f"{name}_mark"] = None
    columns = list(_BOXES)[1:]
    update_rows(_SEAL, _BOXES, [(row.id, *(one[c] for c in columns)) for row, one in zip(rows, made, strict=True)])
    _list(pen, rows, lambda found: listed(pen.keys, secret_words_of(found)))


def _clear(pen: Pen, rows: Sequence[_Row]) -> None:
    run("delete from members_word where member_id = any(%s::bigint[]) and club_id = %s",
        (array("bigint", (row.id for row in rows)), pen.club_id))  # fmt: skip
    _list(pen, rows, lambda found: [*words_of(found), *listed(pen.keys, secret_words_of(found))])
    run(_CLEAR, (array("bigint", (row.id for row in rows)),))


def _unseal(pen: Pen, rows: Sequence[_Row]) -> None:
    told = [(row.id, _opened(pen, "phone", row), _opened(pen, "email", row)) for row in rows]
    update_rows(_UNSEAL, {"id": "bigint", "phone": "text", "email": "text"}, told)
    _list(pen, rows, secret_words_of)


def _list(pen: Pen, rows: Sequence[_Row], words: Callable[[Findable], list[str]]) -> None:
    told = []
    for row in rows:
        phone, email = (getattr(row, name) or _opened(pen, name, row) for name in SEALED)
        found = Findable(row.first_name, row.last_name, phone, email, row.card, row.external_id)
        told += [(pen.club_id, word, row.id) for word in sorted(set(words(found)))]
    insert_rows("members_word", _WORD, told, "on conflict do nothing")


def _opened(pen: Pen, name: str, row: _Row) -> str | None:
    box = getattr(row, f"{name}_box")
    return None if box is None else unseal(cell_of(pen.club_id, name, row.id), box)
