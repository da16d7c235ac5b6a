"""Files of members, goods and receipts come in: any habit of writing, any length, as often as one likes."""

from moadon.flows.importing.choices import Choices
from moadon.flows.importing.jobs import summary
from moadon.flows.importing.maps import choices_of, read_settings
from moadon.flows.importing.progress import Progress
from moadon.flows.importing.running import Run, clean_up, run_import
from moadon.flows.importing.sources import open_source

__all__ = [
    "Choices",
    "Progress",
    "Run",
    "choices_of",
    "clean_up",
    "open_source",
    "read_settings",
    "run_import",
    "summary",
]
