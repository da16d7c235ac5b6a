"""How a command ends: its exit code, and what it says when it could not do what it was asked."""

import os
import traceback

from moadon.kernel.refusals import Refused, RefusedMany

DONE, REFUSED, CALLED_WRONGLY, COULD_NOT_RUN = 0, 1, 2, 3


class CannotRun(RuntimeError):
    """The command cannot run at all: no database, a port that is taken. The text says what to do. Exit code 3."""


def outcome_of(problem: Exception) -> tuple[str, int]:
    """The words on stderr and the exit code for a failure that a command let through.

    `MOADON_DEBUG=1` shows where it came from.
    """
    if os.environ.get("MOADON_DEBUG") == "1":
        traceback.print_exception(problem)
    if isinstance(problem, Refused):
        return _told(problem), CALLED_WRONGLY if problem.code == "unknown_club" else REFUSED
    if isinstance(problem, CannotRun):
        return f"Could not run: {problem}", COULD_NOT_RUN
    kind = type(problem).__name__
    if kind == "ProgrammingError" and "does not exist" in str(problem):
        return (
            f"Could not run: the tables are missing or old ({_first_line(problem)}). Run: moadon migrate",
            COULD_NOT_RUN,
        )
    if kind in ("OperationalError", "PoolTimeout"):
        return f"Could not run: the database does not answer ({_first_line(problem)}).", COULD_NOT_RUN
    return f"Could not run: {kind}: {problem}\nMOADON_DEBUG=1 shows where.", COULD_NOT_RUN


def _told(refusal: Refused) -> str:
    """Why something was refused, one line each, with the field or option that is at fault."""
    from moadon.kernel.shapes import Shapes
    from moadon.ui.words import tell_refusal

    shapes = Shapes("en", "USD", "gregorian", "UTC")
    parts = refusal.refusals if isinstance(refusal, RefusedMany) else (refusal,)
    return "\n".join(
        f"{part.field}: {tell_refusal(part, shapes)}" if part.field else tell_refusal(part, shapes) for part in parts
    )


def _first_line(problem: Exception) -> str:
    return (str(problem).strip() or type(problem).__name__).splitlines()[0]
