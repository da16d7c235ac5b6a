"""Note in which transactions these rows change, so that a copy of them knows without reading them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_walls"), ("audit", "0003_changes")]

    operations = [
        migrations.RunSQL("call audit_follow('catalogue_product');", "call audit_leave('catalogue_product');"),
        migrations.RunSQL("call audit_follow('catalogue_category');", "call audit_leave('catalogue_category');"),
    ]
