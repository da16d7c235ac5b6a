"""Let receipts that name no till be told apart by their branch."""

from django.db import migrations
from django.db.models import Case, F, UniqueConstraint, When


class Migration(migrations.Migration):
    dependencies = [("receipts", "0002_walls")]

    operations = [
        migrations.RemoveConstraint("receipt", "one_receipt_per_number"),
        migrations.AddConstraint(
            "receipt",
            UniqueConstraint(
                F("club_id"),
                F("till_id"),
                Case(When(till_id__isnull=True, then=F("branch_id"))),
                F("business_date"),
                F("number"),
                F("kind"),
                name="one_receipt_per_number",
                nulls_distinct=False,
            ),
        ),
    ]
