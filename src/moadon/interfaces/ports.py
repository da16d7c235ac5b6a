"""How an interface gets at what `config/wiring.py` gives it, without knowing who gives it."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol, cast

import psycopg
from django.conf import settings
from django.utils.module_loading import import_string

from moadon.apps.seals.types import Seal


class DatabaseServer(Protocol):
    """A database server that lives in a folder of ours."""

    notices: list[str]

    def pid(self) -> int | None:
        """Its process, or None when it does not run."""

    def url(self, database: str = ..., user: str = ...) -> str:
        """How to connect."""

    def start(self, *, leashed: bool = ...) -> None:
        """Start it and wait until it answers; with `leashed` it stops when this process ends."""

    def held(self) -> AbstractContextManager["DatabaseServer"]:
        """Running for the block; stopped by whoever lets go last."""

    def leashed(self) -> AbstractContextManager["DatabaseServer"]:
        """Running for the block as a child of this process."""


class MakesServer(Protocol):
    """Makes a DatabaseServer of a folder."""

    def __call__(self, folder: Path, *, port: int | None = ...) -> DatabaseServer:
        """The server on `folder`, not started."""


class Copied(Protocol):
    """A copy in a folder of backups."""

    path: Path
    ended: datetime


class TakenBackup(Protocol):
    """What a backup did."""

    copy: Copied
    oldest: Copied
    until: Any
    removed: list[str]
    complaints: list[str]


class RestoredBackup(Protocol):
    """What was restored; `ready` when `moadon up` can be started on it."""

    data: Path
    at: datetime
    ready: bool


class Backups(NamedTuple):
    """Everything that is done with backups. What fails is a RuntimeError whose text says why and what to do."""

    source: Callable[..., Any]
    take: Callable[[Any, Path, int | None, Callable[[str], None]], TakenBackup]
    check: Callable[[Path, Callable[[str], None]], list[str]]
    follow: Callable[..., None]
    newest: Callable[[Path], tuple[datetime | None, datetime | None]]
    restore: Callable[[Path, Path, datetime | None, Callable[[str], None]], RestoredBackup]


class KeptKeys(NamedTuple):
    """All keys of an installation as one file with a passphrase. What is refused is a RuntimeError that says why."""

    keep: Callable[[str], tuple[str, list[str]]]
    opened: Callable[[str, str], dict[str, str]]
    put_back: Callable[[dict[str, str]], list[str]]


class Hold(NamedTuple):
    """Whether a club is on hold, and how it is put there and let go."""

    held: Callable[[psycopg.Connection[Any]], tuple[datetime, str] | None]
    put: Callable[[psycopg.Connection[Any], str], None]
    release: Callable[[psycopg.Connection[Any]], bool]


def _port(name: str) -> Any:
    return import_string(settings.PORTS[name])


def database_server() -> MakesServer:
    """What makes the bundled database server."""
    return cast(MakesServer, _port("database_server"))


def database_faults() -> Callable[[psycopg.Connection[Any]], list[str]]:
    """What finds reasons not to trust a database server, as sentences for the operator."""
    return cast(Callable[[psycopg.Connection[Any]], list[str]], _port("database_faults"))


def database_roles() -> Callable[[psycopg.Connection[Any]], None]:
    """What makes the application's role on a server of one's own."""
    return cast(Callable[[psycopg.Connection[Any]], None], _port("database_roles"))


def backups() -> Backups:
    """What takes backups and goes back to them."""
    return Backups(*(_port(f"backup_{name}") for name in Backups._fields))


def field_keys_missing() -> Callable[[Iterable[str]], tuple[Path, list[str]]]:
    """What says where the keys of personal data are, and which of those that are asked for are not there."""
    return cast(Callable[[Iterable[str]], tuple[Path, list[str]]], _port("field_keys_missing"))


def add_field_key() -> Callable[[], bytes]:
    """What makes one more key for personal data."""
    return cast(Callable[[], bytes], _port("field_keys_add"))


def kept_keys() -> KeptKeys:
    """What makes one file of all keys, and puts them back from it."""
    return KeptKeys(*(_port(f"keys_{name}") for name in KeptKeys._fields))


def hold() -> Hold:
    """What puts a club on hold."""
    return Hold(_port("held"), _port("put_on_hold"), _port("release_hold"))


def leash() -> Callable[[int], Callable[[], None] | None]:
    """What ties a child process to this one: give it a signal, get what the child calls before it starts."""
    return cast(Callable[[int], Callable[[], None] | None], _port("leash"))


def is_signed() -> Callable[[bytes, bytes, bytes], bool]:
    """What says whether a signature is right: public key, signature, message."""
    return cast(Callable[[bytes, bytes, bytes], bool], _port("is_signed"))


def sealing_key() -> Callable[[], Seal]:
    """What gives the key that signs checkpoints."""
    return cast(Callable[[], Seal], _port("sealing_key"))


def pdf() -> Callable[[str, str], bytes]:
    """What makes a PDF of an HTML document and its style sheet."""
    return cast(Callable[[str, str], bytes], _port("pdf"))


def settle_memory() -> Callable[[], None]:
    """What prepares the memory of a process for many receipts."""
    return cast(Callable[[], None], _port("settle_memory"))


def tracing() -> Callable[[], None]:
    """What begins to tell of this process's spans, where somebody wants to be told."""
    return cast(Callable[[], None], _port("tracing"))


def worker() -> Callable[[], None]:
    """The worker's loop; comes back when it was asked to stop."""
    return cast(Callable[[], None], _port("worker"))
