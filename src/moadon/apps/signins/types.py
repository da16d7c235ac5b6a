"""Plain values of who is signed in where."""

from dataclasses import dataclass
from datetime import datetime

from moadon.engine.identity.devices import Device

SEEN_SECONDS = 60 * 60
"""How exactly it is known when a device was last used: a page an hour notes it."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """One device on which somebody is signed in. `handle` names it to its owner and opens nothing."""

    handle: str
    device: Device
    began_at: datetime | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey, by the name that its owner gave it."""

    id: int
    name: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody has beside their password. `codes`: recovery codes that are left."""

    app: bool = False
    passkeys: tuple[Passkey, ...] = ()
    codes: int = 0

    @property
    def any(self) -> bool:
        """Whether a password alone does not do."""
        return self.app or bool(self.passkeys)
