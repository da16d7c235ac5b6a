"""Note in which transactions these rows change, so that a copy of them knows without reading them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("clubs", "0002_walls"), ("audit", "0003_changes")]

    operations = [
        migrations.RunSQL("call audit_follow('clubs_branch');", "call audit_leave('clubs_branch');"),
        migrations.RunSQL("call audit_follow('clubs_employee');", "call audit_leave('clubs_employee');"),
    ]
