"""How the bundled server is set up: for a small machine that keeps what it was told."""

import os
from pathlib import Path

MEGABYTE = 1024 * 1024

DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
"""Without these a commit can be lost or torn. They are given on the command line, so no file overrules them."""


def memory_of_machine() -> int:
    """Bytes of memory that this machine, or the container it is, may use."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:
        return machine
    return min(machine, int(limit)) if limit.isdigit() else machine


def settings_text(memory: int) -> str:
    """The lines of `moadon.conf` for a machine with `memory` bytes."""
    shared = max(64, min(1024, memory // MEGABYTE // 8))
    cache = max(256, memory // MEGABYTE // 2)
    lines = {
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{cache}MB",
        "maintenance_work_mem": "128MB",
        "work_mem": "16MB",
        "max_connections": "200",
        "max_wal_size": "2GB",
        "min_wal_size": "256MB",
        "wal_compression": "on",
        # A folder of backups that nobody fetches into any more must not fill the disk.
        "max_slot_wal_keep_size": "8GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
        # Long reads belong to the copy of the books; a parallel plan here would starve the tills.
        "max_parallel_workers_per_gather": "0",
        "autovacuum_naptime": "20s",
        "autovacuum_vacuum_insert_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.05",
        "idle_in_transaction_session_timeout": "5min",
        "password_encryption": "scram-sha-256",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "logging_collector": "on",
        "log_directory": "log",
        "log_filename": "postgresql-%a.log",
        "log_rotation_age": "1d",
        "log_truncate_on_rotation": "on",
        "log_line_prefix": "%m [%p] ",
        "log_checkpoints": "off",
        # Statements carry phones and names: errors are logged, the words of the statement are not.
        "log_min_error_statement": "panic",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
    }
    return "".join(f"{name} = '{value}'\n" for name, value in lines.items())
