"""How a command ends when it could not do what it was asked: in words and with one of four exit codes."""

import subprocess
import sys

import pytest
from django.db import OperationalError, ProgrammingError

from moadon.interfaces.cli.outcome import CannotRun, outcome_of
from moadon.kernel.refusals import Refused, RefusedMany


@pytest.mark.parametrize(
    ("problem", "code", "says"),
    [
        (Refused("unknown_id"), 1, "Nothing here is known by this id."),
        (Refused("unknown_currency", field="currency", given="XXX"), 1, "currency: XXX is not a currency."),
        (Refused("unknown_club", field="club", given="nobody"), 2, "club: There is no club nobody."),
        (RefusedMany([Refused("unknown_id", field="a"), Refused("unknown_id", field="b")]), 1, "b: Nothing here"),
        (CannotRun("the port is taken"), 3, "Could not run: the port is taken"),
        (OperationalError("gone\nDETAIL: secret"), 3, "Could not run: the database does not answer (gone)."),
        (ProgrammingError('relation "x" does not exist'), 3, "Run: moadon migrate"),
        (ZeroDivisionError("division by zero"), 3, "Could not run: ZeroDivisionError: division by zero"),
    ],
)
def test_a_failure_ends_in_words(problem: Exception, code: int, says: str) -> None:
    text, exit_code = outcome_of(problem)

    assert exit_code == code
    assert says in text
    assert "secret" not in text


@pytest.mark.parametrize("words", [["nonsense"], ["up", "--nonsense"], ["demo", "load", "--scale", "x"]])
def test_a_command_that_is_called_wrongly_ends_with_two(words: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "moadon", *words], text=True, capture_output=True, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage: moadon" in done.stderr


def test_help_loads_no_django() -> None:
    code = "import sys; sys.argv[1:] = ['--help']; from moadon.interfaces.cli.main import main\ntry: main()\n"
    code += "except SystemExit as end: print(end.code, 'django' in sys.modules, 'psycopg' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=False)

    assert done.stdout.splitlines()[-1] == "0 False False"
