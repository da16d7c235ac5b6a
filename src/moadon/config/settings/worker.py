"""Work that is done beside the requests. The table of what is done when is `config/wiring.py`."""

from moadon.config import wiring

__all__ = ["JOBS", "PERIODIC", "PROCRASTINATE_AUTODISCOVER_MODULE_NAME", "PROCRASTINATE_IMPORT_PATHS"]

JOBS = wiring.JOBS
PERIODIC = wiring.PERIODIC
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["moadon.interfaces.worker.tasks"]
