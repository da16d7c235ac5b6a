"""Whose connection a thread works with."""

from collections import ChainMap
from typing import Any, cast

from django.db import connection


def keep_own_connection() -> None:
    """Give this thread a connection beside the pool, kept for as long as the thread lives.

    For threads that others wait for: those others may hold every connection of the pool.
    """
    settings = connection.settings_dict
    options = {name: value for name, value in settings["OPTIONS"].items() if name != "pool"}
    connection.settings_dict = cast(dict[str, Any], ChainMap({"OPTIONS": options}, settings))
