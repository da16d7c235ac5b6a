"""Seal what the version before has written since, and empty its columns."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from moadon.apps.members.first_sealing import clear_all, unseal_all


def _clear(_: Apps, __: BaseDatabaseSchemaEditor) -> None:
    clear_all()


def _unseal(_: Apps, __: BaseDatabaseSchemaEditor) -> None:
    unseal_all()


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("members", "0009_seal_what_is_there")]

    operations = [migrations.RunPython(_clear, _unseal)]
