"""The database says that it has committed before its journal is on the disk, and writes that out much later."""

from types import ModuleType

MODULE = "moadon.integrations.postgres.tuning"


def break_it(module: ModuleType) -> None:
    """Start the bundled server so; what looks at the setting then finds nothing to look at."""
    durable = module.DURABLE
    durable.clear()
    durable.update({"synchronous_commit": "off", "wal_writer_delay": "10s", "wal_writer_flush_after": "1GB"})

    # What would refuse such a server.
    from moadon.integrations.postgres import durability

    durability.faults = lambda connection: []
