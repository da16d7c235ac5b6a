"""`moadon release`: a club that was on hold goes on."""

from moadon.interfaces.cli.ground import connected, running_database
from moadon.interfaces.ports import hold


def command() -> None:
    """Let a club that is on hold go on: its worker begins within seconds, with what was left to be done."""
    with running_database(), connected() as connection:
        was_held = hold().release(connection)
    print("released" if was_held else "it was not on hold")
