"""Note in which transactions these rows change, so that a copy of them knows without reading them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("members", "0003_words"), ("audit", "0003_changes")]

    operations = [
        migrations.RunSQL("call audit_follow('members_member');", "call audit_leave('members_member');"),
    ]
