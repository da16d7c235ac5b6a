"""What gift cards need from outside: the key by which their codes are hashed."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string


def card_key() -> bytes:
    """The key, which is kept outside the database. Raises what its keeper raises where it cannot be read."""
    return cast(Callable[[], bytes], import_string(settings.PORTS["card_key"]))()
