"""Missions T3 and T4: who members are is not told by a copy of the database, nor by what lies on the disk beside it."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from moadon.integrations.postgres.programs import program
from tests.missions.conftest import Outside
from tests.missions.test_t_trust import Person
from tests.platform.database import TestDatabase

PHONE, ADDRESS = "052-555-0142", "dana.levi@example.com"
OTHERS = ("0525550177", "noa.k@example.org")
SECRETS = ("525550142", "555-0142", "dana.levi", "525550177", "noa.k@", "5550188", "fresh.one@")
"""What must not be found: enough of each phone and address to know them by."""


def dump_of(database: TestDatabase) -> bytes:
    """The whole database as SQL."""
    done = subprocess.run(
        [program("pg_dump"), "--no-owner", "--inserts", database.admin.info.dsn], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def told(held: bytes) -> list[str]:
    """Which secrets are in there: as they are, or in hexadecimal, as bytes are dumped."""
    low = held.lower()
    return [one for one in SECRETS if one.encode() in low or one.encode().hex().encode() in low]


def lying_about(folder: Path) -> bytes:
    """Everything in the files below a folder, but those of the database's own server."""
    held = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and "postgres" not in path.parts]
    return b"\n".join(held)


@pytest.fixture
def var() -> Path:
    """The folder of everything that is kept."""
    return Path(os.environ["MOADON_VAR"])


@pytest.fixture
def story(outside: Callable[..., Outside], tmp_path: Path) -> Outside:
    """Members join, are found, buy, are edited, mistyped, imported and turned away: by API, office, till and file."""
    club = outside()
    club.publish("{id: base, type: linear, every: '100', give: '10', wallet: credit, basis: receipt}")
    dana = club.told("POST", "/members", {"phone": PHONE, "email": ADDRESS, "first_name": "Dana"}, 201)["id"]
    club.told("POST", "/members", {"phone": PHONE, "first_name": "Again"}, 409)
    club.told("POST", "/members", {"phone": "052-555-0142-9", "email": "dana.levi@"}, 422)
    club.told("PATCH", f"/members/{dana}", {"last_name": "Levi", "email": f"x-{ADDRESS}"})
    club.told("PATCH", f"/members/{dana}", {"email": ADDRESS})
    club.buy("052 555 01 42", "120.00")
    club.buy(dana, "80.00")
    club.told("POST", "/receipts", {"number": "1", "at": "2026-10-10T12:00:00+03:00", "member": OTHERS[0]}, 422)

    owner = Person(club, f"owner-{club.slug}", "owner")
    owner.comes_in()
    owner.sends("{club}/members/add", phone=OTHERS[0], email=OTHERS[1], first_name="Noa", language="")
    owner.sends("{club}/members/add", phone=OTHERS[0], email="", first_name="Twice", language="")
    assert "Noa" in owner.sees("{club}/members/?q=0177")

    file = tmp_path / "people.csv"
    file.write_text(f"phone,email,name\n052-555-0188,fresh.one@example.org,Gil\n{PHONE},,Dana\n12,fresh.one@,Nobody\n")
    club.command("import", "members", str(file), "--club", club.slug, "--rejected", str(tmp_path / "no.csv"), code=1)
    club.night("2026-10-11T02:30:00+03:00")
    return club


def test_t4_neither_a_dump_nor_the_disk_tells_who_the_members_are(
    story: Outside, database: TestDatabase, var: Path
) -> None:
    assert told(dump_of(database)) == []
    assert told(lying_about(var)) == []
    assert told(story.server.log.read_bytes()) == []

    # They are there all the same, for whoever may know.
    for asked in ("phone=0525550142", "phone=%DB%B0%DB%B5%DB%B2%DB%B5%DB%B5%DB%B5%DB%B0%DB%B1%DB%B4%DB%B2", "q=0142",
                  f"email={ADDRESS.upper()}", "q=dana.levi"):  # fmt: skip
        (member,) = story.told("GET", f"/members?{asked}")["items"]
        assert (member["phone"], member["email"]) == ("+972525550142", ADDRESS)


def test_t4_the_scan_finds_what_is_not_sealed(story: Outside, database: TestDatabase, tmp_path: Path) -> None:
    database.admin.execute("update members_member set last_name = '+972525550142' where first_name = 'Dana'")
    (tmp_path / "left.csv").write_text("NOA.K@example.org")

    assert told(dump_of(database)) == ["525550142"]
    assert "noa.k@" in told(lying_about(tmp_path))


def test_t4_the_key_is_changed_while_the_club_runs_and_nothing_starts_without_it(
    story: Outside, tmp_path: Path
) -> None:
    environment = story.server.environment
    keys = Path(environment["MOADON_FIELD_KEYS"])
    made = json.loads(story.command("keys", "rotate-fields", "--format", "json"))
    assert made["members"] == 3
    assert story.told("GET", "/members?phone=0525550142")["items"][0]["email"] == ADDRESS
    story.buy("0525550142", "10.00")
    assert [row["clubs"] for row in json.loads(story.command("keys", "list", "--format", "json"))][:2] == [1, 0]

    lost = tmp_path / "fields.keys"
    environment["MOADON_FIELD_KEYS"] = str(lost)
    try:
        for lines in ([], keys.read_text().splitlines()[:-1]):
            if lines:
                lost.write_text("\n".join(lines) + "\n")
            done = story.server.command("ready")
            assert done.returncode == 3
            assert made["key"] in done.stderr
            assert "MOADON_FIELD_KEYS" in done.stderr
            assert lost.exists() == bool(lines)
        lost.write_text(keys.read_text())
        assert story.server.command("ready").stdout == "ready\n"
    finally:
        environment["MOADON_FIELD_KEYS"] = str(keys)
