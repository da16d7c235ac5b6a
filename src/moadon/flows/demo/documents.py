"""Where the demo club's documents lie, and reading them."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).resolve()
_PLACES = (_HERE.parents[4] / "demo", _HERE.parents[2] / "demo_documents")
"""In a checkout beside `src`; in an installed package inside it."""


def folder() -> Path:
    """The folder of the demo club's documents. Raises FileNotFoundError where they were left out."""
    for place in _PLACES:
        if (place / "club.yaml").is_file():
            return place
    raise FileNotFoundError("the demo club's documents are not installed")


@lru_cache(maxsize=16)
def read(name: str) -> Any:
    """The YAML document `name` ("shop/products.yaml"). Not to be changed by the reader."""
    return yaml.safe_load((folder() / name).read_text("utf-8"))


def text(name: str) -> str:
    """The document `name` as it is written."""
    return (folder() / name).read_text("utf-8")
