"""Drop an index that nothing reads by."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rewards", "0002_walls")]

    operations = [migrations.RemoveIndex("earning", "earnings_of_progress")]
