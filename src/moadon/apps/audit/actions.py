"""Writes of the log: facts, deeds, and answers kept for callers who ask again.

All but `forget_old_answers` join the open transaction of the club: what they tell is true exactly when it commits.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus

from django.db import transaction

from moadon.apps.audit.queries import remembered, sealed_answer, told_answer
from moadon.apps.audit.types import KEPT_DAYS, Answer, Doer, Place, RequestMark
from moadon.kernel.facts import Fact
from moadon.kernel.refusals import Refused
from moadon.store import Question, array, club_transaction, insert_rows, run
from moadon.store.sealed import club_keys, digest

_FACT = {"club_id": "bigint", "name": "text", "subject": "text", "at": "timestamptz", "data": "jsonb"}
_ANSWER = {
    "club_id": "bigint", "caller": "text", "key": "text", "request_hash": "bytea", "status": "smallint",
    "receipt": "bigint", "box": "bytea",
}  # fmt: skip
_DEED = """
    insert into audit_deed (club_id, actor_kind, actor_id, actor_name, action, subject, before, after, address)
    values (%s, %s, %s, %s, %s, %s, %s::jsonb, %s::jsonb, %s)
"""
_REMEMBER = """
    insert into audit_answer (club_id, caller, key, request_hash, status, box) values (%s, %s, %s, %s, %s, %s)
"""
_ADVANCE = """
    insert into audit_fact_reader (club_id, reader, last_xact, last_id) values (%s, %s, %s, %s)
    on conflict (club_id, reader) do update set last_xact = excluded.last_xact, last_id = excluded.last_id
"""
_CLAIM = """
    select key, pg_try_advisory_xact_lock(hashtextextended(format('%%s/%%s/%%s', %s::bigint, %s::text, key), 24))
    from (select distinct key from unnest(%s::text[]) as given(key) order by key) as wanted
"""
_WAIT = "select pg_advisory_xact_lock(hashtextextended(format('%%s/%%s/%%s', %s::bigint, %s::text, %s::text), 24))"
_SEALED_BEFORE = """
    select id, caller, key, box from audit_answer
    where club_id = %s and id > %s and substring(box from 1 for 4) <> %s order by id limit 1000 for update
"""
_RESEAL = """
    update audit_answer a set box = d.box from unnest(%s::bigint[], %s::bytea[]) as d(id, box) where a.id = d.id
"""
_FORGET = "delete from audit_answer where club_id = %s and created_at < now() - make_interval(days => %s)"


def write_facts(club_id: int, facts: Sequence[Fact]) -> None:
    """Write what happened, in the transaction in which it happens. One statement, also for no facts."""
    rows = [(club_id, f.name, f.subject, f.at, f.data) for f in facts]
    insert_rows("audit_fact", _FACT, rows)


def tell_wrong_guess(club_id: int, kind: str, caller: str, at: datetime, address: str = "") -> None:
    """Tell that `caller` ("key:4", "user:7") tried what is not there.

    `kind` is coupon, gift_card, pin, sign_in or member. What was tried is never told. Call it outside of the
    transaction that the wrong guess undoes.
    """
    with club_transaction(club_id):
        write_facts(club_id, [Fact("GuessedWrong", caller, at, {"kind": kind, "address": address})])


def advance_reader(club_id: int, reader: str, place: Place) -> None:
    """Remember that `reader` is done with everything up to and including `place`."""
    run(_ADVANCE, (club_id, reader, place.xact, place.id))


def record_deed(
    club_id: int,
    actor: Doer,
    action: str,
    subject: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Log that `actor` did `action` ("branch.edited") to `subject` (a public id or code).

    The log is never changed again, so `before` and `after` hold no personal data of members.
    """
    told = (_json(before) if before is not None else None, _json(after) if after is not None else None)
    run(_DEED, (club_id, actor.kind, actor.id, actor.name, action, subject, *told, actor.address))


def claim_keys(club_id: int, caller: str, keys: Sequence[str]) -> frozenset[str]:
    """Take these Idempotency-Keys of `caller` until the transaction ends; returns those that somebody else holds.

    One statement. Look up what is remembered only after it, so that an answer just committed is seen.
    """
    rows = run(_CLAIM, (club_id, caller, list(keys)))
    return frozenset(key for key, taken in rows if not taken)


def wait_for_key(club_id: int, caller: str, key: str) -> None:
    """Take an Idempotency-Key of `caller` until the transaction ends, as soon as nobody else holds it."""
    run(_WAIT, (club_id, caller, key))


def answer_once(club_id: int, mark: RequestMark, work: Callable[[], Answer]) -> Answer:
    """Do `work` and remember its answer under `mark`, or give again what was told before, byte for byte.

    An answer that refuses (status 400 and above) undoes what `work` began; it is remembered all the same.
    Raises `Refused`: `idempotency_in_progress` (409) while the same key is at work elsewhere,
    `idempotency_key_reused` (422) when the key came with another request.
    """
    if claim_keys(club_id, mark.caller, [mark.key]):
        raise Refused("idempotency_in_progress", status=409)
    told = remembered(club_id, mark)
    if told is not None:
        return told
    with transaction.atomic():
        answer = work()
        if answer.status >= HTTPStatus.BAD_REQUEST:
            transaction.set_rollback(True)
    box = sealed_answer(club_id, mark.caller, mark.key, answer.body)
    run(_REMEMBER, (club_id, mark.caller, mark.key, digest(club_id, mark.digest), answer.status, box))
    return answer


def forget_old_answers(club_id: int) -> None:
    """Forget the answers older than `KEPT_DAYS`; their keys are free again. Part of the nightly run."""
    with club_transaction(club_id):
        run(_FORGET, (club_id, KEPT_DAYS))


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def remember_many(club_id: int, rows: Sequence[tuple[str, str, bytes, int, int | None, str | None]]) -> None:
    """Remember answers: (caller, key, digest, status, receipt that keeps the text, or the text). One statement."""
    sealed = [
        (club_id, caller, key, digest(club_id, said), status, receipt,
         None if text is None else sealed_answer(club_id, caller, key, text))
        for caller, key, said, status, receipt, text in rows
    ]  # fmt: skip
    insert_rows("audit_answer", _ANSWER, sealed)


def claiming(club_id: int, pairs: Sequence[tuple[str, str]]) -> Question[frozenset[tuple[str, str]]]:
    """`claim_keys` for keys of many callers, (caller, key), as a question: which of them does somebody else hold?"""
    return Question(
        """select caller, key, pg_try_advisory_xact_lock(
             hashtextextended(format('%%s/%%s/%%s', %s::bigint, caller, key), 24))
           from unnest(%s::text[], %s::text[]) as given(caller, key) order by caller, key""",
        (club_id, array("text", (caller for caller, _ in pairs)), array("text", (key for _, key in pairs))),
        lambda rows: frozenset((caller, key) for caller, key, taken in rows if not taken),
    )


def reseal_answers(club_id: int) -> int:
    """Seal the remembered answers that are under an older key with the newest one; how many. A transaction for each
    thousand.
    """
    last = done = 0
    while True:
        with club_transaction(club_id):
            newest = club_keys(club_id).id
            rows = run(_SEALED_BEFORE, (club_id, last, newest))
            if not rows:
                return done
            boxes = [
                sealed_answer(club_id, caller, key, told_answer(club_id, caller, key, None, box) or "")
                for _, caller, key, box in rows
            ]
            run(_RESEAL, (array("bigint", (row[0] for row in rows)), array("bytea", boxes)))
        last, done = rows[-1][0], done + len(rows)
