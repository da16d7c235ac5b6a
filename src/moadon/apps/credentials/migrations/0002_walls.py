"""Walls between clubs. What was proven stays as it was written; what is named is there."""

from django.db import migrations

from moadon.store.references import refers
from moadon.store.row_security import club_rows, only_added

_MEMBER = {"member_id": "members_member t where t.id = w.member_id and t.club_id = w.club_id"}


class Migration(migrations.Migration):
    dependencies = [("credentials", "0001_tables"), ("members", "0007_referrers"), ("ledger", "0006_holds")]

    operations = [
        club_rows("credentials_pin"),
        refers("credentials_pin", _MEMBER),
        club_rows("credentials_code"),
        refers("credentials_code", _MEMBER),
        club_rows("credentials_device", may="select, insert, update"),
        refers("credentials_device", _MEMBER),
        club_rows("credentials_spend", may="select, insert"),
        refers("credentials_spend", _MEMBER),
        only_added("credentials_spend"),
        club_rows("credentials_proven_hold", may="select, insert"),
        refers(
            "credentials_proven_hold", {"hold_id": "ledger_hold t where t.id = w.hold_id and t.club_id = w.club_id"}
        ),
        only_added("credentials_proven_hold"),
        club_rows("credentials_try"),
        club_rows("credentials_letter"),
    ]
