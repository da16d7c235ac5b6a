"""Writing once: what was told under an Idempotency-Key is told again, byte for byte (semantics 24)."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from moadon.apps.audit import actions as audit_writes
from moadon.apps.audit import queries as audit
from moadon.apps.audit.types import KeptAnswer
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.receipts import queries as receipts
from moadon.flows.till.types import Committed
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.store import together
from moadon.store.questions import Asking
from moadon.store.sealed import is_digest


class Keyed(Protocol):
    """A draft that may carry a key."""

    @property
    def key(self) -> str | None:
        """The Idempotency-Key."""

    @property
    def caller(self) -> str:
        """Who chose it."""


class RefusedBefore(RefusedMany):
    """A refusal told again as it was told the first time."""


CallerKey = tuple[str, str]
"""(caller, Idempotency-Key): keys of different callers never meet."""


@dataclass
class Keys:
    """What is remembered of a batch's keys, and what is to be remembered."""

    club: ClubInfo
    busy: frozenset[CallerKey]
    kept: dict[CallerKey, KeptAnswer]
    texts: dict[int, str]
    came: dict[CallerKey, bytes] = field(default_factory=dict)

    def told_before(self, draft: Keyed, digest: bytes) -> Committed | Refused | None:
        """What to tell a request that comes with a key: the old answer, a refusal, or None to go on.

        Of several that come with one key in one batch the first decides what the key stands for.
        """
        pair = pair_of(draft)
        if pair is None:
            return None
        if pair in self.busy:
            return Refused("idempotency_in_progress", status=409)
        kept = self.kept.get(pair)
        if kept is None:
            return Refused("idempotency_key_reused") if self.came.setdefault(pair, digest) != digest else None
        if not is_digest(self.club.id, digest, kept.digest):
            return Refused("idempotency_key_reused")
        if kept.receipt is not None:
            return Committed(kept.receipt, self.texts[kept.receipt], replayed=True, status=kept.status)
        return refusal_from(kept.body or "")


def pair_of(draft: Keyed) -> CallerKey | None:
    """Under what a draft's answer is remembered, if it carries a key."""
    return (draft.caller, draft.key) if draft.key else None


def open_keys(club: ClubInfo, drafts: Sequence[Keyed]) -> Keys:
    """Claim the keys of a batch and read what is remembered. Two or three statements, none where no draft has a key."""
    with together() as asking:
        opened = ask_keys(asking, club, drafts)
    return opened()


def ask_keys(asking: Asking, club: ClubInfo, drafts: Sequence[Keyed]) -> Callable[[], Keys]:
    """`open_keys` among other questions; what is returned gives the keys when the block of questions has ended.

    What is remembered is read after the keys are claimed, so that an answer just committed is seen.
    """
    pairs = sorted({pair for draft in drafts if (pair := pair_of(draft))})
    if not pairs:
        return lambda: Keys(club, frozenset(), {}, {})
    claimed = asking(audit_writes.claiming(club.id, pairs))
    remembered = asking(audit.remembering(club.id, pairs))

    def opened() -> Keys:
        kept = remembered.get()
        standing = [answer.receipt for answer in kept.values() if answer.receipt is not None]
        return Keys(club, claimed.get(), kept, receipts.answers(standing) if standing else {})

    return opened


def remember(keys: Keys, drafts: Sequence[Keyed], digests: Sequence[bytes], outcomes: Sequence[object]) -> None:
    """Remember what each keyed draft was told, refusals too. One statement, none where no draft has a key."""
    rows: dict[CallerKey, tuple[str, str, bytes, int, int | None, str | None]] = {}
    for draft, digest, outcome in zip(drafts, digests, outcomes, strict=True):
        pair = pair_of(draft)
        if pair is None or pair in keys.busy or pair in keys.kept or pair in rows:
            continue
        if isinstance(outcome, Committed):
            rows[pair] = (*pair, digest, outcome.status, outcome.receipt_id, None)
        elif isinstance(outcome, Refused):
            rows[pair] = (*pair, digest, outcome.status, None, refusal_text(outcome))
    if rows:
        audit_writes.remember_many(keys.club.id, list(rows.values()))


def refusal_text(refusal: Refused) -> str:
    """A refusal as JSON text, so that it can be told again."""
    parts = refusal.refusals if isinstance(refusal, RefusedMany) else (refusal,)
    return json.dumps(
        [[part.code, part.field, part.status, dict(part.params)] for part in parts], ensure_ascii=False, default=str
    )


def refusal_from(text: str) -> RefusedBefore:
    """The refusal that `refusal_text` gave."""
    parts = [Refused(code, field=field, status=status, **params) for code, field, status, params in json.loads(text)]
    return RefusedBefore(parts)
