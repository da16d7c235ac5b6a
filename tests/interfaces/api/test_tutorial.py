"""The tutorial, the README's example and the page about members are followed to the letter: what they show is what comes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.interfaces.api.test_howto import compare
from tests.laws.tree import CHECKOUT
from tests.platform.running import ClubServer

TUTORIAL, ANSWERING = CHECKOUT / "docs/tutorial/first-club.md", CHECKOUT / "docs/howto/answer-a-member.md"
_BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
_MARK = "--- answer ---"
_ROW = re.compile(r"^\| (-?[\d.]+) \| (.*) \|$", re.MULTILINE)
_STATEMENT = 'curl -sS "$API/members/$MEMBER/entries" -H "Authorization: Bearer $KEY"'
Block = tuple[str, str]


def test_the_tutorial_and_what_is_said_to_its_member(club_server: ClubServer, tmp_path: Path) -> None:
    blocks, more = _blocks(TUTORIAL), _blocks(ANSWERING)
    for kind, name in (("yaml", "corner.yaml"), ("csv", "sales.csv")):
        (tmp_path / name).write_text(next(text for of, text in blocks if of == kind), encoding="utf-8")

    *answers, to_member, in_english = run([*_commands(blocks), *_commands(more), _STATEMENT], club_server, tmp_path)

    shown = _shown(blocks)
    assert [kind for kind, _ in shown] == ["text", "text", "text", "json", "json", "text"]
    for (kind, told), answer in zip(shown, answers, strict=True):
        if kind == "text":
            assert_lines(told, answer)
        else:
            compare(json.loads(told), json.loads(answer), "")
    [(_, told)] = _shown(more)
    compare(json.loads(told), _documents(to_member)[-1]["items"][0], "")
    october = [(e["amount"], e["why"]) for e in json.loads(in_english)["items"] if e["at"] < "2025-11"]
    assert _ROW.findall(TUTORIAL.read_text(encoding="utf-8")) == october


def test_the_example_of_the_readme(club_server: ClubServer, tmp_path: Path) -> None:
    page = CHECKOUT / "README.md"
    (tmp_path / "demo").symlink_to(CHECKOUT / "demo")
    commands = [text for text in _commands(_blocks(page)) if "make " not in text]

    [answer] = run(commands, club_server, tmp_path)

    [said] = re.findall(r"`(\"why\":.*?)`", page.read_text(encoding="utf-8"))
    assert said in answer
    assert len(page.read_text(encoding="utf-8").splitlines()) < 100


def run(commands: list[str], server: ClubServer, folder: Path) -> list[str]:
    """What each of these commands prints, typed into one shell of a checkout, against the server of the tests."""
    script = "\n".join(f"{text}\necho '{_MARK}'" for text in commands).replace("http://127.0.0.1:8000", server.url)
    binaries = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**server.environment, "PATH": binaries, "MOADON_VAR": str(folder / "var")},
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout.split(_MARK)[:-1]


def assert_lines(told: str, answer: str) -> None:
    """The lines that are shown are those that came; three dots at the end of one stand for anything."""
    pairs = list(zip(told.strip().splitlines(), answer.strip().splitlines(), strict=True))
    assert [a.startswith(t[:-3]) if t.endswith("...") else a == t for t, a in pairs] == [True] * len(pairs), answer


def _blocks(page: Path) -> list[Block]:
    return [(kind, text) for kind, text in _BLOCK.findall(page.read_text(encoding="utf-8")) if kind]


def _commands(blocks: list[Block]) -> list[str]:
    return [text for kind, text in blocks if kind in ("sh", "bash")]


def _shown(blocks: list[Block]) -> list[Block]:
    """What is shown behind each command; ("", "") where nothing is."""
    following = [*blocks[1:], ("", "")]
    answers = {"text", "json"}
    pairs = [(mine, after) for mine, after in zip(blocks, following, strict=True) if mine[0] in ("sh", "bash")]
    return [after if after[0] in answers else ("", "") for _, after in pairs]


def _documents(text: str) -> list[Any]:
    """The JSON documents that stand one behind the other in a text."""
    found, rest, decoder = [], text.strip(), json.JSONDecoder()
    while rest:
        value, end = decoder.raw_decode(rest)
        found.append(value)
        rest = rest[end:].strip()
    return found
