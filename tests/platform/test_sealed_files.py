"""A sealed file is read whole, as it was written and where it belongs, or not to its end."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from moadon.kernel.refusals import Refused
from moadon.store import sealed
from moadon.store.sealed import Cell
from moadon.store.sealed_files import PART, open_sealed, seal_file, unsealed

CELL = Cell(7, "imports.uploaded", 3)


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.FIELD_KEYS = tmp_path / "fields.keys"
    sealed.ring(again=True)
    yield
    sealed._held.ring = None


@pytest.mark.parametrize("length", [0, 1, PART - 1, PART, PART + 1, 3 * PART + 17])
def test_it_gives_back_what_was_written(tmp_path: Path, length: int) -> None:
    given = bytes(i * 7 % 251 for i in range(1000)) * (length // 1000 + 1)
    seal_file(CELL, [given[: length // 2], given[length // 2 : length]], tmp_path / "file")

    assert b"".join(unsealed(CELL, tmp_path / "file")) == given[:length]
    with open_sealed(CELL, tmp_path / "file") as file:
        assert file.read(10) + file.read() == given[:length]
    assert not length or given[:50] not in (tmp_path / "file").read_bytes()
    assert [path.name for path in tmp_path.glob("file*")] == ["file"]


def test_cut_short_put_in_another_order_or_moved_it_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    seal_file(CELL, [b"a" * PART, b"b" * PART, b"c"], file)
    held = file.read_bytes()
    box = PART + 4 + 4 + 12 + 16
    faulty = [
        held[:box], held[: 2 * box], held[:-1], held[:10], b"", held[box : 2 * box] + held[:box] + held[2 * box :],
        held[:box] + held[2 * box :], held + held[-36:],
    ]  # fmt: skip

    for one in faulty:
        file.write_bytes(one)
        with pytest.raises(Refused) as refused:
            list(unsealed(CELL, file))
        assert refused.value.code == "sealed_field_damaged"
    file.write_bytes(held)
    with pytest.raises(Refused):
        list(unsealed(CELL._replace(row=4), file))
