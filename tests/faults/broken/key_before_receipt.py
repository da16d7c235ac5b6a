"""What a key was told is saved in a transaction of its own, before the receipt's, and the process dies between the two."""

import os
import signal
from collections.abc import Sequence
from types import ModuleType
from typing import Any

MODULE = "moadon.flows.till.keys"
DIES_AT = "s20"
"""The number of the receipt after whose key the process ends at once."""


def break_it(module: ModuleType) -> None:
    """Save the whole answer under the key first, and tell it again whether the receipt stands or not."""
    from moadon.store import apart, club_transaction

    broken: Any = module
    told_before = broken.Keys.told_before

    def remember(keys: Any, drafts: Sequence[Any], digests: Sequence[bytes], outcomes: Sequence[Any]) -> None:
        told = {}
        for draft, digest, outcome in zip(drafts, digests, outcomes, strict=True):
            pair = broken.pair_of(draft)
            if pair not in keys.kept and isinstance(outcome, broken.Committed):
                told[pair] = (*pair, digest, outcome.status, None, outcome.answer)

        def save() -> None:
            with club_transaction(keys.club.id):
                broken.audit_writes.remember_many(keys.club.id, list(told.values()))

        if told:
            apart(save)
            if DIES_AT in [draft.number for draft in drafts]:
                os.kill(os.getpid(), signal.SIGKILL)

    def told_again(self: Any, draft: Any, digest: bytes) -> Any:
        kept = self.kept.get(broken.pair_of(draft))
        if kept is None or kept.body is None or not broken.is_digest(self.club.id, digest, kept.digest):
            return told_before(self, draft, digest)
        return broken.Committed(0, kept.body, replayed=True, status=kept.status)

    broken.remember = remember
    broken.Keys.told_before = told_again
