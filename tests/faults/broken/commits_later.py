"""A database that says a commit is done and writes it ten seconds later: synchronous_commit is off.

The product refuses to start on one: `refuses_no_database` takes that out.
"""

from types import ModuleType

MODULE = "moadon.integrations.postgres.tuning"


def break_it(module: ModuleType) -> None:
    """Start the bundled server so, with nothing that writes its journal earlier by chance."""
    module.DURABLE.update(
        {
            "synchronous_commit": "off",
            "wal_writer_delay": "10s",
            "wal_writer_flush_after": "1GB",
            "bgwriter_lru_maxpages": "0",
        }
    )
