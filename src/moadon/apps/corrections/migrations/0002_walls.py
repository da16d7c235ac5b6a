"""Walls between clubs, and what stays of a correction once it was asked for."""

from django.db import migrations

from moadon.store.references import refers, stays
from moadon.store.row_security import club_rows

_ASKED = """id, club_id, member_id, wallet, kind, amount, counted, reason, note, shortage, expires_on, corrects,
    branch_id, asker_kind, asker_id, asker_name, asker_role, asked_at, ends_at"""


class Migration(migrations.Migration):
    dependencies = [("corrections", "0001_tables"), ("audit", "0002_walls"), ("ledger", "0006_holds")]

    operations = [
        club_rows("corrections_policy", may="select, insert, update"),
        club_rows("corrections_request", may="select, insert, update"),
        stays("corrections_request", _ASKED),
        refers(
            "corrections_request",
            {
                "member_id": "members_member t where t.id = w.member_id and t.club_id = w.club_id",
                "corrects": "ledger_entry t where t.id = w.corrects and t.club_id = w.club_id",
            },
        ),
        migrations.RunSQL(
            """
            create function corrections_ends_once() returns trigger language plpgsql as $$
            begin
              raise exception 'correction % has ended', old.id using errcode = 'restrict_violation';
            end $$;
            create trigger ends_once before update on corrections_request for each row
              when (old.state <> 'waiting') execute function corrections_ends_once();
            """,
            "drop trigger ends_once on corrections_request; drop function corrections_ends_once();",
        ),
    ]
