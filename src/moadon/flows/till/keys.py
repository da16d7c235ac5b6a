"""Writing once: what was told under an Idempotency-Key is told again, byte for byte (semantics 24)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from moadon.apps.audit import actions as audit_writes
from moadon.apps.audit import queries as audit
from moadon.apps.audit.types import KeptAnswer
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.receipts import queries as receipts
from moadon.flows.till.types import Committed
from moadon.kernel.refusals import Refused, RefusedMany


class Keyed(Protocol):
    """A draft that may carry a key."""

    @property
    def key(self) -> str | None: ...


D = TypeVar("D", bound=Keyed)


class RefusedBefore(RefusedMany):
    """A refusal told again as it was told the first time."""


@dataclass(slots=True)
class Keys:
    """What is remembered of a batch's keys, and what is to be remembered."""

    club: ClubInfo
    caller: str
    busy: frozenset[str]
    kept: dict[str, KeptAnswer]
    texts: dict[int, str]

    def told_before(self, key: str | None, digest: bytes) -> Committed | Refused | None:
        """What to tell a request that comes with a key: the old answer, a refusal, or None to go on."""
        if key is None:
            return None
        if key in self.busy:
            return Refused("idempotency_in_progress", status=409)
        kept = self.kept.get(key)
        if kept is None:
            return None
        if kept.digest != digest:
            return Refused("idempotency_key_reused", field=None)
        if kept.receipt is not None:
            return Committed(kept.receipt, self.texts[kept.receipt], replayed=True, status=kept.status)
        return refusal_from(kept.body or "")


def open_keys(club: ClubInfo, actor: Actor, drafts: Sequence[Keyed]) -> Keys:
    """Claim the keys of a batch and read what is remembered. Three statements, or none where no draft has a key."""
    keys = sorted({draft.key for draft in drafts if draft.key})
    if not keys:
        return Keys(club, actor.caller, frozenset(), {}, {})
    busy = audit_writes.claim_keys(club.id, actor.caller, keys)
    kept = audit.remembered_many(club.id, actor.caller, keys)
    texts = receipts.answers([answer.receipt for answer in kept.values() if answer.receipt is not None])
    return Keys(club, actor.caller, busy, kept, texts)


def remember(
    keys: Keys, drafts: Sequence[Keyed], digests: Sequence[bytes], outcomes: Sequence[object]
) -> None:
    """Remember what each keyed draft was told, refusals too. One statement, or none where no draft has a key."""
    rows: dict[str, tuple[str, bytes, int, int | None, str | None]] = {}
    for draft, digest, outcome in zip(drafts, digests, outcomes, strict=True):
        key = draft.key
        if key is None or key in keys.busy or key in keys.kept or key in rows:
            continue
        if isinstance(outcome, Committed):
            rows[key] = (key, digest, outcome.status, outcome.receipt_id, None)
        elif isinstance(outcome, Refused):
            rows[key] = (key, digest, outcome.status, None, refusal_text(outcome))
    if rows:
        audit_writes.remember_many(keys.club.id, keys.caller, list(rows.values()))


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
