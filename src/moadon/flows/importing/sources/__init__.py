"""Files as rows: whatever the format, chunks of text cells in the order of the file."""

from moadon.flows.importing.sources.opening import open_source
from moadon.flows.importing.sources.types import Chunk, Source

__all__ = ["Chunk", "Source", "open_source"]
