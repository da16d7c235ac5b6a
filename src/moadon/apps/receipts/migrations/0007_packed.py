"""Pack what is written with every receipt and hardly ever read: the answer, what a sale was judged by, promotions.

What is there stays as text in the new columns, which is what a short text is in them: nothing is packed on the way.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from moadon.store.packed import PackedJson, PackedText, unpack

_FORWARD = """
    alter table receipts_receipt add column judged bytea;
    alter table receipts_receipt alter column promotions drop default, alter column promotions drop not null;
    alter table receipts_receipt
      alter column judged type bytea using convert_to(nullif(jsonb_strip_nulls(
        jsonb_build_object('by', details->'judged', 'given', details->'given')), '{}')::text, 'UTF8'),
      alter column details type jsonb using (details - 'judged' - 'given') || case when details ? 'given'
        then jsonb_build_object('promoted', jsonb_path_query_array(details->'given', '$.keyvalue().key'))
        else '{}' end,
      alter column promotions type bytea using convert_to(nullif(promotions, '{}')::text, 'UTF8'),
      alter column answer type bytea using convert_to(answer, 'UTF8');
    alter table receipts_receipt
      alter column judged set storage external, alter column promotions set storage external,
      alter column answer set storage external;
"""
_BACK = """
    alter table receipts_receipt
      alter column details type jsonb using (details - 'promoted') || jsonb_strip_nulls(jsonb_build_object(
        'judged', convert_from(judged, 'UTF8')::jsonb->'by', 'given', convert_from(judged, 'UTF8')::jsonb->'given')),
      alter column promotions type jsonb using coalesce(convert_from(promotions, 'UTF8')::jsonb, '{}'),
      alter column answer type text using convert_from(answer, 'UTF8');
    alter table receipts_receipt
      alter column promotions set default '{}', alter column promotions set not null,
      alter column promotions set storage extended, alter column answer set storage extended;
    alter table receipts_receipt drop column judged;
"""
_AT_ONCE = 1_000


def _unpack_all(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Every packed text as it was: the database cannot unpack it."""
    last = 0
    with editor.connection.cursor() as cursor:
        cursor.execute("alter table receipts_receipt no force row level security")
        while True:
            cursor.execute(
                "select id, answer, judged, promotions from receipts_receipt where id > %s order by id limit %s",
                [last, _AT_ONCE],
            )
            rows = cursor.fetchall()
            if not rows:
                break
            last = rows[-1][0]
            cursor.executemany(
                "update receipts_receipt set answer = %s, judged = %s, promotions = %s where id = %s",
                [(*[None if held is None else unpack(held).encode() for held in row[1:]], row[0]) for row in rows],
            )
        cursor.execute("alter table receipts_receipt force row level security")


class Migration(migrations.Migration):
    dependencies = [("receipts", "0006_allowances")]

    operations = [
        migrations.RunSQL(
            _FORWARD,
            _BACK,
            state_operations=[
                migrations.AddField("receipt", "judged", PackedJson(null=True, default=dict)),
                migrations.AlterField("receipt", "promotions", PackedJson(null=True, default=dict)),
                migrations.AlterField("receipt", "answer", PackedText()),
            ],
        ),
        migrations.RunPython(migrations.RunPython.noop, _unpack_all),
    ]
