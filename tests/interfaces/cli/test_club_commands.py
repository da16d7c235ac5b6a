"""Clubs, keys, people and programmes from the command line, as somebody would type them."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from moadon.apps.clubs.types import SYSTEM
from moadon.interfaces.cli.main import main
from moadon.kernel.refusals import Refused

TEXT = """
format: moadon/programme/1
id: style
name: {en: Club, he: מועדון, fa: باشگاه}
currency: ILS
wallets: {credit: {kind: credit}}
earn: [{id: base, type: linear, every: "100", give: "10", wallet: credit, basis: receipt}]
"""
CLUB = ("club", "create", "fashion", "--name", "Fashion", "--currency", "ILS", "--time-zone", "Asia/Jerusalem")


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def moadon(
    database: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    """Run `moadon` with these words against the test's database, in this process."""
    settings.OWN_DATABASE, settings.DATABASE_URL = True, database.url

    def run(*words: str, say: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["moadon", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(say))
        with pytest.raises(SystemExit) as end:
            main()
        told = capsys.readouterr()
        return Done(int(end.value.code or 0), told.out, told.err)

    return run


def test_from_nothing_to_a_club_with_a_key_a_person_and_a_programme(
    moadon: Callable[..., Done], tmp_path: Path
) -> None:
    document = tmp_path / "style.yaml"
    document.write_text(TEXT, encoding="utf-8")

    club = moadon(*CLUB, "--language", "he", "--language", "en", "--language", "fa", "--format", "json")
    key = moadon("key", "create", "--club", "fashion", "--scope", "all", "--format", "json")
    user = moadon("user", "create", "noa", "--club", "fashion", "--password-stdin", say="correct horse battery\n")
    checked = moadon("programme", "check", str(document), "--club", "fashion", "--format", "json")
    published = moadon(
        "programme", "publish", str(document), "--club", "fashion", "--at", "2019-01-01", "--format", "json"
    )
    explained = moadon("programme", "explain", "--club", "fashion", "--language", "fa")
    shown = moadon("programme", "show", "--club", "fashion")

    done = (club, key, user, checked, published, explained, shown)
    assert [one.returncode for one in done] == [0] * len(done), [one.stderr for one in done]
    assert json.loads(club.stdout)["slug"] == "fashion"
    assert json.loads(key.stdout).keys() == {"id", "key"}
    assert json.loads(checked.stdout) == {"good": True, "findings": []}
    assert json.loads(published.stdout) == {
        "programme": "style", "version": 1, "live_from": "2018-12-31T22:00:00+00:00", "new": True,
    }  # fmt: skip
    assert "۱۰" in explained.stdout
    assert shown.stdout.strip() == TEXT.strip()


def test_a_programme_begins_with_a_template(moadon: Callable[..., Done], tmp_path: Path) -> None:
    moadon(*CLUB, "--language", "en")
    document = tmp_path / "cafe.yaml"

    listed = moadon("programme", "new", "--club", "fashion", "--format", "json")
    written = moadon("programme", "new", "cafe", "--club", "fashion", "--id", "corner")
    document.write_text(written.stdout, encoding="utf-8")
    published = moadon("programme", "publish", str(document), "--club", "fashion", "--format", "json")
    poster = moadon("programme", "explain", "--club", "fashion", "--depth", "poster", "--language", "en")
    unknown = moadon("programme", "new", "bakery", "--club", "fashion")

    assert [one["template"] for one in json.loads(listed.stdout)][:2] == ["fashion", "supermarket"]
    assert json.loads(published.stdout)["programme"] == "corner"
    assert "evening: 40% off pastry, for members, 18:00 to 21:00" in poster.stdout
    assert unknown.returncode == 1
    assert "There is no template bakery" in unknown.stderr


def test_what_cannot_be_is_refused_in_words(moadon: Callable[..., Done], tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text(TEXT.replace("wallet: credit", "wallet: crdit"), encoding="utf-8")
    moadon(*CLUB)

    again = moadon(*CLUB)
    branch = moadon("key", "create", "--club", "fashion", "--scope", "till", "--branch", "none")
    document = moadon("programme", "publish", str(faulty), "--club", "fashion")
    nobody = moadon("key", "list", "--club", "nobody")

    assert [one.returncode for one in (again, branch, document, nobody)] == [1, 1, 1, 2]
    assert "slug: Another club has this short name already." in again.stderr
    assert "There is no branch none" in branch.stderr
    assert "error: /earn/0/wallet:" in document.stderr
    assert "There is no club nobody." in nobody.stderr
    assert not any(one.stdout for one in (again, branch, document, nobody))


def test_calling_it_wrongly_and_not_being_able_to_run_are_told_apart(moadon: Callable[..., Done]) -> None:
    moadon(*CLUB)

    wrongly = moadon("club", "create", "x")
    missing = moadon("programme", "publish", "nowhere.yaml", "--club", "fashion")
    moment = moadon("programme", "publish", "-", "--club", "fashion", "--at", "soon", say=TEXT)

    assert (wrongly.returncode, missing.returncode, moment.returncode) == (2, 3, 2)


SALES = "receipt,at,sku,quantity,unit_price\n1,2026-10-01,P1,1,5\n"


@pytest.mark.parametrize(
    ("club", "content", "code", "says"),
    [
        ("fashion", SALES, 0, ""),
        ("fashion", SALES + "2,2026-10-01,P1,many,5\n", 1, ""),
        ("nobody", SALES, 2, "There is no club nobody."),
        ("fashion", "PK\x03\x04", 2, "spreadsheet's own format"),
        ("fashion", "", 2, "The file is empty."),
        ("fashion", "PAR1 and no more", 2, "damaged"),
    ],
)
def test_how_an_import_ends(
    moadon: Callable[..., Done], tmp_path: Path, club: str, content: str, code: int, says: str
) -> None:
    file = tmp_path / "sales"
    file.write_text(content)
    moadon(*CLUB)

    done = moadon("import", "receipts", str(file), "--club", club, "--format", "json")

    assert done.returncode == code, done.stderr
    assert says in done.stderr.replace("\n", " ").replace("│ ", "")
    assert bool(done.stdout) == (code < 2)


def test_an_import_that_fails_on_the_way_could_not_run(
    moadon: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moadon.flows.importing.receipts import running

    def fails(*_: object, **__: object) -> None:
        raise Refused("file_not_readable")

    monkeypatch.setattr(running, "put_in_order", fails)
    (tmp_path / "sales.csv").write_text(SALES)
    moadon(*CLUB)

    done = moadon("import", "receipts", str(tmp_path / "sales.csv"), "--club", "fashion")

    assert done.returncode == 3
    assert "Could not run: The file is damaged" in done.stderr


def test_a_key_is_listed_without_its_secret_and_ends(moadon: Callable[..., Done]) -> None:
    moadon(*CLUB)
    made = json.loads(moadon("key", "create", "--club", "fashion", "--scope", "read", "--format", "json").stdout)

    before = json.loads(moadon("key", "list", "--club", "fashion", "--format", "json").stdout)
    moadon("key", "revoke", made["id"], "--club", "fashion")
    after = json.loads(moadon("key", "list", "--club", "fashion", "--format", "json").stdout)

    assert [(row["id"], row["revoked_at"]) for row in before] == [(made["id"], None)]
    assert made["key"] not in str(before)
    assert after[0]["revoked_at"] is not None


def test_the_life_of_a_programme(moadon: Callable[..., Done], tmp_path: Path) -> None:
    one, less, more = (tmp_path / f"{name}.yaml" for name in ("one", "less", "more"))
    for path, give in ((one, "10"), (less, "9"), (more, "12")):
        path.write_text(TEXT.replace('give: "10"', f'give: "{give}"'), encoding="utf-8")
    people = tmp_path / "people.txt"
    people.write_text("\n050-234-5678\n", encoding="utf-8")
    members = tmp_path / "members.csv"
    members.write_text("phone,first_name\n050-234-5678,Dana\n050-234-5679,Noa\n", encoding="utf-8")
    here = ("--club", "fashion")
    moadon(*CLUB)
    moadon("import", "members", str(members), *here)
    moadon("programme", "publish", str(one), *here, "--at", "2019-01-01")

    compared = moadon("programme", "compare", str(one), str(less), *here, "--format", "json")
    refused = moadon("programme", "publish", str(less), *here)
    first = refused.stderr.split("--at ")[1].split()[0]
    announced = moadon("programme", "publish", str(less), *here, "--at", first)
    withdrawn = moadon("programme", "withdraw", "style", "2", *here)
    nobody = moadon("programme", "publish", str(more), *here, "--pilot-best", "5")
    empty = moadon("programme", "publish", str(more), *here, "--pilot-segment", "vip")
    pilot = moadon("programme", "publish", str(more), *here, "--pilot-members", str(people))
    promoted = moadon("programme", "promote", "style", "3", *here)
    ended = moadon("programme", "end", "style", *here)
    between = moadon("programme", "compare", "1", "3", *here, "--programme", "style", "--language", "fa")
    listed = moadon("programme", "versions", "style", *here, "--format", "json")

    done = (compared, refused, announced, withdrawn, nobody, empty, pilot, promoted, ended, between, listed)
    assert [one.returncode for one in done] == [0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0], [one.stderr for one in done]
    told = json.loads(compared.stdout)
    assert (told["worse_for_members"], [one["direction"] for one in told["differences"]]) == (True, ["worse"])
    assert "worse: " in refused.stderr
    assert "better: " in between.stdout
    assert "segment" in empty.stderr
    rows = [(one["version"], one["state"], one["pilot"], one["told_to"]) for one in json.loads(listed.stdout)]
    assert rows == [
        (4, "live", None, None),
        (3, "ended", 1, None),
        (2, "withdrawn", None, 2),
        (1, "replaced", None, None),
    ]


def test_a_second_factor_that_was_lost_is_reset_on_the_server(moadon: Callable[..., Done]) -> None:
    from moadon.apps.clubs.queries import user_by_name
    from moadon.apps.signins import actions, queries
    from tests.interfaces.office.phone import shows

    moadon(*CLUB)
    moadon("user", "create", "noa", "--club", "fashion", "--password-stdin", say="correct horse battery\n")
    noa = user_by_name("noa")
    assert noa is not None
    secret = actions.begin_app(noa).secret
    actions.add_app(user=noa, secret=secret, code=shows(secret), actor=SYSTEM)

    reset, again, nobody = (moadon("user", "reset-factor", name) for name in ("noa", "noa", "tal"))

    assert (reset.returncode, again.returncode, nobody.returncode) == (0, 1, 1)
    assert "comes in by their password again" in reset.stdout
    assert not queries.needs_factor(noa.pk)


def test_a_key_is_given_another_secret(moadon: Callable[..., Done]) -> None:
    moadon(*CLUB)
    made = json.loads(moadon("key", "create", "--club", "fashion", "--scope", "all", "--format", "json").stdout)

    renewed = moadon("key", "renew", made["id"], "--club", "fashion", "--old-hours", "1", "--format", "json")
    (listed,) = json.loads(moadon("key", "list", "--club", "fashion", "--format", "json").stdout)

    secret = json.loads(renewed.stdout)["key"]
    assert secret != made["key"] and listed["ends_in"] == secret[-4:]


def test_every_setting_is_told_as_it_is_typed(moadon: Callable[..., Done]) -> None:
    moadon(*CLUB)
    typed = [
        "proof_kinds=pin, code", "auditors=books@example.com", "second_factor=owner, manager", "coupons_with_receipts=yes",
        "proof_floor_money=5000", "gift_months=72", "expected_redemption=points 2026-01-01 0.95", "notice_months=4",
    ]  # fmt: skip
    told = moadon("club", "settings", "--club", "fashion", *typed).stdout.splitlines()
    again = moadon("club", "settings", "--club", "fashion", *told).stdout.splitlines()
    cleared = moadon("club", "settings", "--club", "fashion", "proof_floor_money=", "auditors=").stdout.splitlines()

    assert set(typed) <= set(told)
    assert again == told
    assert {"proof_floor_money=", "auditors="} <= set(cleared)
