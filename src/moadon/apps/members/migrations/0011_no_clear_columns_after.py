"""Take away the columns of phones and e-mails as they are."""

from django.db import migrations

from moadon.apps.members.migrations import _beside


class Migration(migrations.Migration):
    dependencies = [("members", "0010_nothing_clear_after")]

    operations = [
        migrations.RunSQL(_beside.ALONE, _beside.BESIDE),
        migrations.RemoveConstraint("member", "one_member_per_phone"),
        migrations.RemoveConstraint("member", "one_member_per_email"),
        migrations.RemoveField("member", "phone"),
        migrations.RemoveField("member", "email"),
    ]
