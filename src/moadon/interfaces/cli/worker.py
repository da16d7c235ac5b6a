"""`moadon worker`: the process that does what nobody waits for."""

from moadon.interfaces.cli.ground import ground
from moadon.interfaces.cli.migrate import missing_migrations
from moadon.interfaces.cli.outcome import CannotRun
from moadon.interfaces.ports import worker


def command() -> None:
    """Run the worker alone: jobs that were left for it, and what is done by the clock."""
    with ground():
        if missing_migrations():
            raise CannotRun("migrations are missing. Run: moadon migrate")
        worker()()
