"""Walls around transfers, which are only added to."""

from django.db import migrations

from moadon.store.references import refers
from moadon.store.row_security import club_rows, only_added

_OURS = "t where t.id = w.{0} and t.club_id = w.club_id"


class Migration(migrations.Migration):
    dependencies = [("corrections", "0003_transfers"), ("audit", "0002_walls"), ("ledger", "0006_holds")]

    operations = [
        club_rows("corrections_transfer", may="select, insert"),
        only_added("corrections_transfer"),
        club_rows("corrections_handed_lot", may="select, insert"),
        only_added("corrections_handed_lot"),
        refers(
            "corrections_transfer",
            {
                "giver": f"members_member {_OURS.format('giver')}",
                "receiver": f"members_member {_OURS.format('receiver')}",
                "out_id": f"ledger_transaction {_OURS.format('out_id')}",
                "into_id": f"ledger_transaction {_OURS.format('into_id')}",
            },
        ),
        refers(
            "corrections_handed_lot",
            {
                "lot_id": f"ledger_lot {_OURS.format('lot_id')}",
                "root_id": f"ledger_lot {_OURS.format('root_id')}",
            },
        ),
    ]
