"""In which order tests run where several processes share them: what takes long first.

A process takes tests over from another as long as that one has some left. Two that take a minute each, left for the
end, are two minutes that nobody else can take a share of.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
LONG = [TESTS / name for name in ("browser", "faults", "missions", "platform", "flows/importing", "flows/demo")]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let each process begin with its share of what takes long."""
    if told := getattr(config, "workerinput", None):
        items[:] = shared_out(items, told["workercount"])


def shared_out(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """All of them; each of so many equal parts begins with a share of the long ones, modules in one piece."""
    quick: list[pytest.Item] = []
    modules: dict[Path, list[pytest.Item]] = {}
    for item in items:
        long = any(folder in item.path.parents for folder in LONG)
        (modules.setdefault(item.path, []) if long else quick).append(item)
    shares: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for module in modules.values():
        min(shares, key=len).extend(module)
    for share in shares:
        room = max(0, len(items) // workers - len(share))
        share.extend(quick[:room])
        del quick[:room]
    return [item for share in shares for item in share] + quick
