"""What credentials need from outside: a key that is not in the database, and somebody who sends letters."""

from dataclasses import dataclass
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string


class NotSent(Exception):
    """The letter was surely not sent: it may be tried again. `lasting`: there is no use in it."""

    def __init__(self, why: str, *, lasting: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.lasting = lasting


class Unknown(Exception):
    """Nobody knows whether the letter was sent: it must not be sent again by itself."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A text file in a letter."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A service message: to whom, in which language, what. `key` is the same when it is tried again."""

    to: str
    language: str
    sender_name: str
    subject: str
    body: str
    key: str
    enclosed: tuple[Enclosed, ...] = ()


class Sends(Protocol):
    """A channel: it knows where a member is reached by it, and sends."""

    def ready(self) -> bool:
        """Whether it is set up."""

    def address_of(self, phone: str | None, email: str | None) -> str | None:
        """Where somebody with this phone and this e-mail address is reached; None: nowhere."""

    def send(self, mail: Mail) -> None:
        """Send, within seconds. Raises `NotSent`, `Unknown`."""


def senders() -> dict[str, Sends]:
    """The channels that are set up, in the order in which they are tried."""
    found = {channel: cast(Sends, import_string(path)()) for channel, path in settings.SENDERS.items()}
    return {channel: sender for channel, sender in found.items() if sender.ready()}


def seal(plain: bytes) -> bytes:
    """Encipher something that is kept in the database."""
    return cast(bytes, import_string(settings.PORTS["credentials_seal"])(plain))


def unseal(kept: bytes) -> bytes:
    """What was enciphered."""
    return cast(bytes, import_string(settings.PORTS["credentials_unseal"])(kept))


def mix(use: str, told: bytes) -> bytes:
    """A digest that cannot be made without the key, another one for every use."""
    return cast(bytes, import_string(settings.PORTS["credentials_mix"])(use, told))
