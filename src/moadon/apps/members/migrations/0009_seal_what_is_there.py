"""Seal the phones and e-mails of members who were there before; the version before goes on reading them as they are."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from moadon.apps.members.first_sealing import forget_marks, seal_all


def _seal(_: Apps, __: BaseDatabaseSchemaEditor) -> None:
    seal_all()


def _forget(_: Apps, __: BaseDatabaseSchemaEditor) -> None:
    forget_marks()


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("members", "0008_sealed"), ("clubs", "0001_tables")]

    operations = [migrations.RunPython(_seal, _forget)]
