"""The application may keep second factors."""

from django.db import migrations

from moadon.store.row_security import open_rows


class Migration(migrations.Migration):
    dependencies = [("signins", "0001_tables"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [open_rows("mfa_authenticator", may="select, insert, update, delete")]
