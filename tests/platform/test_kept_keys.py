"""All keys in one file with a passphrase: saved on one machine, put back on another."""

import stat
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from moadon.interfaces.cli.field_keys import app

PASSPHRASE = "שלוש מילים ועוד one"


@pytest.fixture
def at(settings: Any) -> Any:
    """Says which folder a machine keeps its keys in."""

    def live(var: Path) -> None:
        for setting, name in (
            ("FIELD_KEYS", "fields.keys"), ("CARD_KEY", "cards.key"), ("LEDGER_KEY", "ledger.key"),
            ("CREDENTIALS_KEY", "credentials.key"),
        ):  # fmt: skip
            setattr(settings, setting, var / "keys" / name)

    return live


def moadon(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine with keys, and a passphrase in a file beside it."""
    keys = tmp_path / "one" / "keys"
    keys.mkdir(parents=True)
    for name in ("fields.keys", "cards.key", "ledger.key"):
        (keys / name).write_text(f"what is in {name}\n")
    (tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n")
    return tmp_path


def test_keys_are_saved_and_put_back_on_another_machine(machine: Path, at: Any) -> None:
    file, asked = machine / "club.keys", ("--passphrase-file", machine / "passphrase")
    at(machine / "one")
    saved = moadon("save", file, *asked)
    at(machine / "two")
    back, again = (moadon("put-back", file, *asked) for _ in range(2))

    assert (saved.exit_code, saved.stdout) == (0, f"cards.key, fields.keys, ledger.key: saved in {file}\n")
    assert "what is in" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (back.exit_code, back.stdout) == (0, "cards.key, fields.keys, ledger.key: put back\n")
    assert again.stdout == "all of them were there already\n"
    for one in (machine / "one" / "keys").iterdir():
        other = machine / "two" / "keys" / one.name
        assert other.read_text() == one.read_text()
        assert stat.S_IMODE(other.stat().st_mode) == 0o600


def test_nothing_is_overwritten_and_every_refusal_says_what_to_do(machine: Path, at: Any) -> None:
    file, asked = machine / "club.keys", ("--passphrase-file", machine / "passphrase")
    (machine / "two" / "keys").mkdir(parents=True)
    (machine / "two" / "keys" / "cards.key").write_text("another\n")
    (machine / "short").write_text("short\n")
    (machine / "wrong").write_text("not these words\n")
    at(machine / "one")
    moadon("save", file, *asked)
    told = [
        moadon("save", file, *asked),
        moadon("save", machine / "new", "--passphrase-file", machine / "short"),
        moadon("put-back", machine / "short", *asked),
        moadon("put-back", file),
    ]
    at(machine / "two")
    told += [
        moadon("put-back", file, *asked),
        moadon("put-back", file, "--passphrase-file", machine / "wrong"),
    ]
    at(machine / "bare")
    told.append(moadon("save", machine / "new", *asked))
    said = [f"{' '.join(one.output.replace('│', ' ').split())} {one.exception}" for one in told]

    assert all(one.exit_code for one in told)
    for words, text in zip(
        ("is there already", "at least 12 characters", "no file that moadon keys save wrote", "--passphrase-file",
         "Other keys are there", "The passphrase is another one", "There are no keys yet"), said, strict=True,
    ):  # fmt: skip
        assert words in text
    assert not (machine / "new").exists()
    assert [path.name for path in (machine / "two" / "keys").iterdir()] == ["cards.key"]
