"""Note in which transactions these rows change, so that a copy of them knows without reading them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_walls"), ("audit", "0003_changes")]

    operations = [
        migrations.RunSQL("call audit_follow('programmes_version');", "call audit_leave('programmes_version');"),
    ]
