"""What a member has is read without a lock, so that two tills may both find enough.

From the moment the folder that `MEETING` names is there, a process that has read waits until another one has read too.
"""

import os
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

MODULE = "moadon.apps.ledger.queries"
MEETING = "FAULTS_MEETING"
"""The variable that names the folder where processes leave a file when they have read."""
PATIENCE = 60
"""Seconds until a process goes on alone."""


def break_it(module: ModuleType) -> None:
    """Read accounts as they are, whoever changes them."""
    asking = module.asking_accounts

    def unlocked(wallets: Any, *, lock: bool = False, wait: bool = True) -> Any:
        question = asking(wallets)
        return replace(question, read=partial(later, question.read)) if lock else question

    def later(read: Any, rows: Any) -> Any:
        _meet(Path(os.environ[MEETING]))
        return read(rows)

    module.asking_accounts = unlocked  # type: ignore[attr-defined]


def _meet(folder: Path) -> None:
    """Wait for the second of two processes."""
    if not folder.exists():
        return
    (folder / str(os.getpid())).touch()
    deadline = time.monotonic() + PATIENCE
    while len(list(folder.iterdir())) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
