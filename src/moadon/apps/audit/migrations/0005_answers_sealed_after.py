"""Seal the answers that the version before has remembered. Their column goes with the next version."""

from collections.abc import Callable, Sequence
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from moadon.apps.audit.queries import sealed_answer, told_answer
from moadon.store import array, club_transaction, run

_AT_ONCE = 2_000
_SEAL = """
    update audit_answer a set box = d.box, body = null
    from unnest(%s::bigint[], %s::bytea[]) as d(id, box) where a.id = d.id
"""
_UNSEAL = """
    update audit_answer a set body = d.body, box = null
    from unnest(%s::bigint[], %s::text[]) as d(id, body) where a.id = d.id
"""


def _each(column: str, work: Callable[[int, Sequence[Sequence[Any]]], None]) -> None:
    for (club_id,) in run("select id from clubs_club order by id"):
        while True:
            with club_transaction(club_id):
                rows = run(
                    f"""select id, caller, key, {column} from audit_answer
                        where club_id = %s and {column} is not null order by id limit %s for update""",
                    (club_id, _AT_ONCE),
                )
                if not rows:
                    break
                work(club_id, rows)


def _seal(_: Apps, __: BaseDatabaseSchemaEditor) -> None:
    def work(club_id: int, rows: Sequence[Sequence[Any]]) -> None:
        boxes = [sealed_answer(club_id, caller, key, body) for _, caller, key, body in rows]
        run(_SEAL, (array("bigint", (row[0] for row in rows)), array("bytea", boxes)))

    _each("body", work)


def _unseal(_: Apps, __: BaseDatabaseSchemaEditor) -> None:
    def work(club_id: int, rows: Sequence[Sequence[Any]]) -> None:
        bodies = [told_answer(club_id, caller, key, None, box) for _, caller, key, box in rows]
        run(_UNSEAL, (array("bigint", (row[0] for row in rows)), array("text", bodies)))

    _each("box", work)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("audit", "0004_sealed_answers"), ("clubs", "0001_tables")]

    operations = [migrations.RunPython(_seal, _unseal)]
