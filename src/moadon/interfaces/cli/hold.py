"""`moadon hold`: nothing goes out by itself any more."""

import typer

from moadon.interfaces.cli.ground import connected, running_database
from moadon.interfaces.ports import hold


def command(
    why: str = typer.Option("by hand", "--why", help="What a worker that waits writes into its log."),
) -> None:
    """Put the club on hold: it answers, but no worker that is started does anything until `moadon release`.

    A club restored by `moadon restore` is on hold by itself. A worker that runs goes on until it is started again.
    """
    with running_database(), connected() as connection:
        hold().put(connection, why)
    print("on hold")
