"""Find what an employee took back without reading what they sold."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("receipts", "0007_packed")]

    operations = [
        migrations.AddIndex(
            "receipt",
            models.Index(
                fields=["employee_id", "at"],
                name="returns_of_employee",
                condition=models.Q(kind__in=["return", "cancel"], employee_id__isnull=False),
            ),
        ),
    ]
