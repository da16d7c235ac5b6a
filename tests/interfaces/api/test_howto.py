"""The how-to is followed to the letter: its commands are run, its answers are those that come."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.platform.running import ClubServer

PAGE = Path(__file__).resolve().parents[3] / "docs" / "howto" / "connect-a-till.md"
_BLOCK = re.compile(r"```(bash|yaml|json)\n(.*?)```", re.DOTALL)
_LATELY = re.compile(r"2026-11-2\d")
_MARK = "--- answer ---"


def test_connecting_a_till(club_server: ClubServer, tmp_path: Path) -> None:
    script, expected = _script(PAGE.read_text(encoding="utf-8"), club_server.url)
    (tmp_path / "style.yaml").write_text(_document(), encoding="utf-8")
    binaries = Path(sys.executable).parent

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={**club_server.environment, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"},
        text=True,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr + done.stdout
    answers = done.stdout.split(_MARK)[1:]
    assert len(answers) == len(expected)
    for told, answer in zip(expected, answers, strict=True):
        compare(told, json.loads(answer), "")


def _script(page: str, url: str) -> tuple[str, list[Any]]:
    """The commands of the page, each whose answer is shown after a mark; and those answers."""
    blocks = [(kind, text) for kind, text in _BLOCK.findall(page) if kind != "yaml"]
    lines: list[str] = []
    expected: list[Any] = []
    for (kind, text), following in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if kind == "json":
            expected.append(json.loads(text))
        elif following[0] == "json":
            lines += [f"echo; echo '{_MARK}'", text]
        else:
            lines += [f"{{ {text} }} > /dev/null" if "=" not in text.split()[0] else text]
    script = "\n".join(lines).replace("http://127.0.0.1:8000", url)
    return str(_LATELY.sub(_lately, script)), expected


def _lately(written: re.Match[str]) -> str:
    """The days of the page as days just past, so that its till is never offline for years."""
    ago = date(2026, 11, 22) - date.fromisoformat(written.group())
    day: date = datetime.now(UTC).date() - timedelta(days=1) - ago
    return f"{day:%Y-%m-%d}"


def _document() -> str:
    return next(text for kind, text in _BLOCK.findall(PAGE.read_text(encoding="utf-8")) if kind == "yaml")


def compare(told: Any, answer: Any, where: str) -> None:
    """What the page shows is in the answer; three dots stand for anything."""
    if told == "...":
        assert answer, where
    elif isinstance(told, dict):
        for name, value in told.items():
            compare(value, answer[name], f"{where}.{name}")
    elif isinstance(told, list):
        assert len(answer) == len(told), where
        for position, value in enumerate(told):
            compare(value, answer[position], f"{where}.{position}")
    else:
        assert answer == told, where
