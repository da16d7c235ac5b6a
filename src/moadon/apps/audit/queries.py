"""Reads of the log. Inside a transaction of the club, as its rows are seen nowhere else."""

import json
from collections.abc import Sequence

from django.db.models import QuerySet

from moadon.apps.audit.models import Deed
from moadon.apps.audit.types import Answer, KeptAnswer, Place, RequestMark, StoredFact
from moadon.kernel.refusals import Refused
from moadon.store import Question, array, run
from moadon.store.sealed import Cell, is_digest, seal, unseal

_NEW_FACTS = """
    select f.xact::text, f.id, f.name, f.subject, f.at, f.data::text
    from audit_fact f
    where f.club_id = %s
      and (f.xact, f.id) > (%s::text::xid8, %s::bigint)
      and f.xact < pg_snapshot_xmin(pg_current_snapshot())
    order by f.xact, f.id limit %s
"""
_REMEMBERED = """
    select a.request_hash, a.status, a.body, a.box from audit_answer a
    where a.club_id = %s and a.caller = %s and a.key = %s
"""


def place_of_reader(club_id: int, reader: str) -> Place:
    """Where `reader` has come to; the beginning for one that never read."""
    rows = run("select last_xact, last_id from audit_fact_reader where club_id = %s and reader = %s", (club_id, reader))
    return Place(*rows[0]) if rows else Place()


def read_new_facts(club_id: int, reader: str, limit: int) -> list[StoredFact]:
    """The next facts for `reader`, oldest transaction first, at most `limit`.

    Only facts of transactions older than every running one are read, so one that commits late is never
    skipped: it is read later. Nothing is marked; see `actions.advance_reader`.
    """
    place = place_of_reader(club_id, reader)
    rows = run(_NEW_FACTS, (club_id, str(place.xact), place.id, limit))
    return [
        StoredFact(Place(int(xact), id_), name, subject, at, json.loads(data))
        for xact, id_, name, subject, at, data in rows
    ]


def deeds(club_id: int) -> QuerySet[Deed]:
    """The audit log, newest first."""
    return Deed.objects.filter(club_id=club_id).order_by("-id")


def remembered(club_id: int, mark: RequestMark) -> Answer | None:
    """The answer given to this request before, or None.

    Raises `Refused("idempotency_key_reused")` when the key came with something else.
    """
    rows = run(_REMEMBERED, (club_id, mark.caller, mark.key))
    if not rows:
        return None
    said, status, body, box = rows[0]
    if not is_digest(club_id, mark.digest, bytes(said)):
        raise Refused("idempotency_key_reused")
    text = told_answer(club_id, mark.caller, mark.key, body, box)
    return Answer(status, text or "", replayed=True)


def sealed_answer(club_id: int, caller: str, key: str, text: str) -> bytes:
    """An answer as it is kept: it may say who somebody is."""
    return seal(_cell(club_id, caller, key), text)


def told_answer(club_id: int, caller: str, key: str, body: str | None, box: bytes | None) -> str | None:
    """An answer as it was told. `body` is what was kept of it before answers were sealed."""
    return body if box is None else unseal(_cell(club_id, caller, key), box)


def _cell(club_id: int, caller: str, key: str) -> Cell:
    return Cell(club_id, "audit_answer.box", f"{caller} {key}")


def remembering(club_id: int, pairs: Sequence[tuple[str, str]]) -> Question[dict[tuple[str, str], KeptAnswer]]:
    """What is remembered under each of these (caller, key)?"""
    return Question(
        """select a.caller, a.key, a.request_hash, a.status, a.receipt, a.body, a.box
           from unnest(%s::text[], %s::text[]) as w(caller, key)
           join audit_answer a on a.club_id = %s and a.caller = w.caller and a.key = w.key""",
        (array("text", (caller for caller, _ in pairs)), array("text", (key for _, key in pairs)), club_id),
        lambda rows: {
            (caller, key): KeptAnswer(bytes(said), status, receipt, told_answer(club_id, caller, key, body, box))
            for caller, key, said, status, receipt, body, box in rows
        },
    )
