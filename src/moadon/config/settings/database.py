"""The database: the bundled server's socket, or `MOADON_DATABASE_URL`."""

import os

from psycopg.conninfo import conninfo_to_dict

from moadon.config.settings.places import VAR
from moadon.integrations.postgres.bundled import BundledServer

__all__ = ["DATABASES", "DATABASE_PREPARES", "DATABASE_URL", "OWN_DATABASE"]

DATABASE_PREPARES = os.environ.get("MOADON_PREPARE") != "0"
"""Off behind a pooler that knows no prepared statements of its own."""
OWN_DATABASE = "MOADON_DATABASE_URL" in os.environ
DATABASE_URL = os.environ.get("MOADON_DATABASE_URL") or BundledServer(VAR / "postgres").url()

_given = {name: str(value) for name, value in conninfo_to_dict(DATABASE_URL).items() if value is not None}
_pool = int(os.environ.get("MOADON_POOL") or 0)
_options: dict[str, object] = {
    "application_name": "moadon",
    # `moadon.store.pipeline` prepares what is asked for again and again; the driver itself prepares nothing.
    "prepare_threshold": None,
    **{name: value for name, value in _given.items() if name not in ("dbname", "user", "password", "host", "port")},
}
if _pool:
    # Threads of the web process share connections; one that finds none in time answers 503. When the server could not
    # be reached for a while, whoever asks next makes the pool try again: it would wait longer and longer by itself.
    _options["pool"] = {
        "min_size": min(4, _pool), "max_size": _pool, "timeout": 10, "max_idle": 300, "reconnect_timeout": 4,
    }  # fmt: skip

DATABASES = {
    "default": {
        "ENGINE": "moadon.store.postgresql",
        "NAME": _given.get("dbname", "moadon"),
        "USER": _given.get("user", ""),
        "PASSWORD": _given.get("password", ""),
        "HOST": _given.get("host", ""),
        "PORT": _given.get("port", ""),
        "OPTIONS": _options,
        "CONN_MAX_AGE": 0 if _pool else None,
        # The backend looks at what the pool gives; the pool is not to do it as well.
        "CONN_HEALTH_CHECKS": not _pool,
    }
}
