"""Sealing a club's members anew with the newest key, in portions, while the club runs.

Each portion is a transaction of its own. Rows that are done are told by their boxes, which name their key,
so whoever was stopped goes on where it was, and two at once do no harm.
"""

from typing import Any, NamedTuple

from moadon.apps.members.identifiers import Findable, secret_words_of
from moadon.apps.members.sealing import SEALED, Pen, cell_of, listed, sealed_values, take_pen
from moadon.store import array, club_transaction, directory_transaction, insert_rows, run, update_rows
from moadon.store.sealed import unseal

AT_ONCE = 1_000
_OTHER = """
    (substring(phone_box from 1 for 4) <> %s or substring(email_box from 1 for 4) <> %s)
"""
_ROWS = f"""
    select id, phone_box, phone_mark is not null, email_box, email_mark is not null from members_member
    where club_id = %s and id > %s and {_OTHER} order by id limit %s for update
"""
_WRITE = """
    update members_member m set phone_box = d.phone_box, phone_mark = d.phone_mark, email_box = d.email_box,
      email_mark = d.email_mark
    from unnest(%s::bigint[], %s::bytea[], %s::bytea[], %s::bytea[], %s::bytea[])
      as d(id, phone_box, phone_mark, email_box, email_mark) where m.id = d.id
"""
_COLUMNS = {"id": "bigint", "phone_box": "bytea", "phone_mark": "bytea", "email_box": "bytea", "email_mark": "bytea"}
_WORD = {"club_id": "bigint", "word": "text", "member_id": "bigint"}
_TURN = """
    update members_sealing set older = array_append(array_remove(older, %s), newest), newest = %s, since = now()
    where club_id = %s and newest <> %s
"""
_UNLIST = "delete from members_word where club_id = %s and member_id = any(%s::bigint[]) and word >= '=' and word < '>'"


class KeysInUse(NamedTuple):
    """With which keys a club's members are sealed, by the ids of the keys: the one for writing, and others."""

    club_id: int
    newest: str
    older: tuple[str, ...]


def keys_in_use() -> list[KeysInUse]:
    """What every club is sealed with, ended ones too. Outside of any transaction."""
    with directory_transaction():
        rows = run("select club_id, newest, older from members_sealing order by club_id")
    return [KeysInUse(club_id, newest, tuple(older)) for club_id, newest, older in rows]


def turn_to(club_id: int, key_id: str) -> int:
    """Let everything be written with this key from now on; how many members are still to be sealed with it.

    Waits for those who write with the key before it.
    """
    with club_transaction(club_id):
        run(_TURN, (key_id, key_id, club_id, key_id))
        key = bytes.fromhex(key_id)
        return int(
            run(f"select count(*) from members_member where club_id = %s and {_OTHER}", (club_id, key, key))[0][0]
        )


def reseal_some(club_id: int, after: int) -> tuple[int, int]:
    """Seal the next members behind row `after` anew; how many, and the last of them. (0, 0): there are no more.

    Raises what `unseal` does.
    """
    with club_transaction(club_id):
        pen = take_pen(club_id)
        rows = run(_ROWS, (club_id, after, pen.keys.id, pen.keys.id, AT_ONCE))
        if not rows:
            _end(pen)
            return 0, 0
        opened = [(row[0], _opened(pen, row)) for row in rows]
        made = []
        for (member_id, values), row in zip(opened, rows, strict=True):
            one = sealed_values(pen, member_id, values)
            # A phone without a mark belongs to another member, too, and stays without one.
            marked = {"phone_mark": row[2], "email_mark": row[4]}
            made.append((member_id, *[one[c] if marked.get(c, True) else None for c in list(_COLUMNS)[1:]]))
        update_rows(_WRITE, _COLUMNS, made)
        _list_anew(pen, opened)
    return len(rows), rows[-1][0]


def _opened(pen: Pen, row: tuple[Any, ...]) -> dict[str, str | None]:
    member_id, phone, _, email, _ = row
    boxes = dict(zip(SEALED, (phone, email), strict=True))
    return {
        name: None if box is None else unseal(cell_of(pen.club_id, name, member_id), box) for name, box in boxes.items()
    }


def _list_anew(pen: Pen, opened: list[tuple[int, dict[str, str | None]]]) -> None:
    run(_UNLIST, (pen.club_id, array("bigint", (member_id for member_id, _ in opened))))
    words = [
        (pen.club_id, word, member_id)
        for member_id, values in opened
        for word in listed(pen.keys, secret_words_of(Findable(phone=values["phone"], email=values["email"])))
    ]
    insert_rows("members_word", _WORD, words, "on conflict do nothing")


def _end(pen: Pen) -> None:
    """Note that no row is left under another key; asked again, as others may have been behind."""
    run(
        f"""update members_sealing set older = '{{}}' where club_id = %s and older <> '{{}}'
            and not exists (select from members_member where club_id = %s and {_OTHER})""",
        (pen.club_id, pen.club_id, pen.keys.id, pen.keys.id),
    )
