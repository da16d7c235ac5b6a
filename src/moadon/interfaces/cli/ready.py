"""`moadon ready`: what `/readyz` says, without a web server."""

from moadon.interfaces.cli.ground import ground
from moadon.interfaces.cli.migrate import missing_migrations
from moadon.interfaces.cli.outcome import CannotRun


def command() -> None:
    """Say whether the database can be relied on and the tables are up to date."""
    with ground():
        if missing_migrations():
            raise CannotRun("migrations are missing. Run: moadon migrate")
    print("ready")
