"""Imports of tests keep their files in a folder of their own."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MOADON_VAR = tmp_path / "var"
