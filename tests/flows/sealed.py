"""Books that are sealed, and the stand-alone check, run as whoever trusts nobody runs it: in a Python of its own."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

import moadon
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.seals.types import Seal
from moadon.engine.seals import Verifier
from moadon.flows import proving
from moadon.flows.sealing import seal_club
from moadon.store import club_transaction
from tests.platform.running import until

CHECKER = Path(moadon.__file__).with_name("verify_ledger.py")


def new_seal(name: str = "moadon") -> Seal:
    """A key of its own."""
    private = Ed25519PrivateKey.generate()
    return Seal(Verifier(name, private.public_key().public_bytes_raw()), private.sign)


def others_are_over(before: int | None = None) -> None:
    """Wait for the transactions that other tests have open on this server, for nothing younger is sealed until then.

    `before` is a transaction of the test's own that stays open; without it, all that have begun are waited for.
    """
    with connection.cursor() as cursor:

        def asks(what: str) -> int:
            cursor.execute(f"select pg_snapshot_{what}(pg_current_snapshot())::text::bigint")
            (number,) = cursor.fetchone()
            return int(number)

        mark = asks("xmax") if before is None else before
        until(lambda: asks("xmin") >= mark)


@dataclass
class Auditor:
    """Somebody who keeps checkpoints where nobody of the club can reach them, and asks for dumps."""

    club: ClubInfo
    folder: Path
    seal: Seal = field(default_factory=new_seal)

    def seals(self, before: int | None = None) -> int:
        """Let the club's books be sealed, as far as an open transaction `before` allows; how many entries were."""
        others_are_over(before)
        return sum(done.entries for done in seal_club(self.club, self.seal))

    def keeps(self, name: str = "kept", size: int | None = None) -> Path:
        """Write a checkpoint of the club away."""
        with club_transaction(self.club.id):
            note = proving.newest_checkpoint(self.club, size).note
        path = self.folder / f"{name}.txt"
        path.write_text(note, "utf-8")
        return path

    def dumps(self, name: str = "books") -> Path:
        """Ask for all books, as they are now."""
        path = self.folder / f"{name}.dump"
        with club_transaction(self.club.id), path.open("wb") as out:
            out.writelines(proving.dump(self.club))
        return path

    def checks(self, file: Path, *kept: Path, key: str = "") -> "Verdict":
        """Run the check on a dump or a statement."""
        words: list[str] = [str(file), "--key", key or str(self.seal.key), "--format", "json"]
        for one in kept:
            words += ["--checkpoint", str(one)]
        return check(words)


@dataclass
class Verdict:
    """What the check said."""

    code: int
    told: dict[str, Any]
    errors: str

    @property
    def right(self) -> bool:
        """Whether everything is as it was sealed."""
        return self.code == 0 and bool(self.told["right"])

    @property
    def first(self) -> int | None:
        """The number of the first entry that was named."""
        return self.told["named"][0]["number"] if self.told["named"] else None


def check(words: Sequence[str]) -> Verdict:
    """The check as a process that knows nothing of ours: `-I` keeps our packages out."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(CHECKER), *words], capture_output=True, text=True, check=False
    )
    return Verdict(done.returncode, json.loads(done.stdout) if done.stdout.startswith("{") else {}, done.stderr)
