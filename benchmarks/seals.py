"""The seals: what a million entries take to check, how large a proof is, and what sealing costs the till.

The dump is made of lines as the product makes them. Its check is compared with nothing but hashing the same bytes. The
till is measured in turns, alone and while its club is sealed every second, sixty times as often as it has to be.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from shutil import which

from benchmarks import till
from benchmarks.ground import CHECKOUT, Figure, SomeClub, club_of_size, scratch_database
from moadon import verify_ledger
from moadon.engine.seals import Checkpoint, Leaf, Verifier, hash_leaf, inclusion, leaf_text, note_of, text_of

ENTRIES = int(os.environ.get("BENCH_ENTRIES", "1000000"))
ROUNDS = 3
SECONDS = 6
SHARE = 0.9
SEALER = """
import sys, time
import django
django.setup()
from moadon.apps.clubs.queries import club_by_slug
from moadon.flows.sealing import seal_club
from moadon.interfaces.ports import sealing_key
club, seal = club_by_slug(sys.argv[1]), sealing_key()()
print("ready", flush=True)
end = time.monotonic() + float(sys.argv[2])
total = 0
while time.monotonic() < end:
    total += sum(done.entries for done in seal_club(club, seal))
    time.sleep(1)
print(total)
"""


def figures() -> list[Figure]:
    """The check and the proof, and the till with its sealer beside it."""
    with tempfile.TemporaryDirectory() as folder:
        found = _check(Path(folder))
    return found + _beside_the_till()


def _check(folder: Path) -> list[Figure]:
    dump, kept, size = folder / "books.dump", folder / "kept.txt", 0
    tree = verify_ledger.Tree()
    began = datetime(2026, 1, 1, tzinfo=UTC)
    with dump.open("wb") as out:
        out.write(json.dumps({"format": verify_ledger.DUMP, "origin": "bench"}).encode() + b"\n")
        for n in range(ENTRIES):
            text = leaf_text(_leaf(n, began), n.to_bytes(16, "big")).encode()
            found = hash_leaf(text)
            tree.add(found)
            size += len(text)
            out.write(b64encode(found) + b" " + text + b"\n")
    checkpoint = text_of(Checkpoint("bench", ENTRIES, tree.root(), began))
    kept.write_text(note_of(checkpoint, Verifier("bench", bytes(32)), bytes(64)), "utf-8")
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-I", "-S", verify_ledger.__file__, str(dump), "--checkpoint", str(kept)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    took = time.perf_counter() - started
    assert done.stdout.startswith(f"{ENTRIES} entries"), done.stdout
    started = time.perf_counter()
    whole = sha256()
    with dump.open("rb") as lines:
        while part := lines.read(1 << 20):
            whole.update(part)
    bare = time.perf_counter() - started
    proof = len(inclusion(ENTRIES // 3, ENTRIES))
    return [
        Figure(f"{ENTRIES:,} entries, to check with the single file", took, "seconds"),
        Figure("the same bytes, to hash and nothing else", bare, "seconds"),
        Figure("the check as a multiple of hashing the same bytes", took / bare, "ratio"),
        Figure("a line that is sealed", size / ENTRIES, "bytes"),
        Figure(f"hashes of a proof among {ENTRIES:,} entries", proof, "hashes"),
        Figure("the same", proof * sha256().digest_size, "bytes"),
    ]


def _leaf(n: int, began: datetime) -> Leaf:
    at = (began + timedelta(seconds=n)).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return Leaf(
        n + 1, n // 2 + 1, "award", n % 50_000 + 1, n // 2 + 1, at, at, None, n % 100_000 + 1, "balance", "credit", 1000,
        n + 1, "club", "base", 3, 12_000, ["linear", {"n": 1}], n % 9_000, None,
    )  # fmt: skip


def _beside_the_till() -> list[Figure]:
    if which("wrk") is None:
        print("left out: wrk is not there (Debian: apt-get install wrk)")
        return []
    shares, sealed = [], 0
    with scratch_database() as (url, folder, _):
        club = club_of_size(url, folder, members=5_000, products=400)
        with till.web_server(url, folder) as base:
            till.load(base, folder, club, 64, 2)
            _seal(url, folder, club, 0.1)
            for _ in range(ROUNDS):
                alone = till.load(base, folder, club, 64, SECONDS)[0]
                _seal(url, folder, club, 0.1)
                with _sealing(url, folder, club, SECONDS + 1) as sealer:
                    shares.append(till.load(base, folder, club, 64, SECONDS)[0] / alone)
                sealed += int(sealer.stdout.read())
    assert sealed, "nothing was sealed"
    share = statistics.median(shares)
    return [Figure("receipts with sealing, share of those without, 64 connections", share, "ratio", SHARE, "at least")]


def _seal(url: str, folder: Path, club: SomeClub, seconds: float) -> None:
    with _sealing(url, folder, club, seconds):
        pass


@contextmanager
def _sealing(url: str, folder: Path, club: SomeClub, seconds: float) -> "Iterator[subprocess.Popen[str]]":
    """A sealer beside the block, for so long; ended when the block is."""
    environment = {
        **os.environ, "MOADON_DATABASE_URL": url, "MOADON_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "moadon.config.settings",
    }  # fmt: skip
    sealer = subprocess.Popen(
        [sys.executable, "-c", SEALER, club.slug, str(seconds)], env=environment, cwd=CHECKOUT, text=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert sealer.stdout.readline() == "ready\n"  # starting Python is not sealing
    yield sealer
    assert sealer.wait(60) == 0
