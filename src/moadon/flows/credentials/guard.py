"""Whether value may leave a member's wallets: judged under the locks of the spend, written with it.

One guard judges many spends in a constant number of statements, none in a club that asks for no proof.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.credentials import actions, queries
from moadon.apps.credentials.types import PROOF_KINDS, NewSpend, Proof, ProofKind, Standing
from moadon.engine.proofs import Floors, Sort, amount_in, lacking, sort_of
from moadon.flows.credentials.showing import FORBIDDEN, wrong_proof
from moadon.flows.credentials.telling import kinds_told
from moadon.kernel.refusals import Refused
from moadon.store import together
from moadon.store.questions import Asking


class Spent(NamedTuple):
    """Value of one wallet that is to leave: its kind and decimals, the amount in its units, and the row of the hold
    that sets it aside, if one does."""

    wallet: str
    kind: str
    places: int
    amount: int
    hold: int | None = None


def floors_of(club: ClubInfo) -> Floors:
    """What the club lets leave unproven in a day."""
    return Floors(club.settings.proof_floor_money, club.settings.proof_floor_points)


@dataclass(slots=True)
class Guard:
    """Judges spends one by one, each as if those before it had happened; `write` makes them happen.

    `unproven`: what members have spent so within the day; `standing`: how the proofs stand that are shown; `proven`:
    the holds that were placed with a proof.
    """

    club: ClubInfo
    now: datetime
    unproven: dict[tuple[int, Sort], int] = field(default_factory=dict)
    standing: dict[tuple[ProofKind, int], Standing] = field(default_factory=dict)
    proven: frozenset[int] = frozenset()
    spends: list[NewSpend] = field(default_factory=list)
    used: list[Proof] = field(default_factory=list)

    def lacks(self, member: int, spent: Sequence[Spent]) -> bool:
        """Whether this may not be spent without a proof. Changes nothing."""
        return bool(lacking(floors_of(self.club), self._before(member), _sums(self._to_prove(spent))))

    def judge(
        self,
        member: int,
        spent: Sequence[Spent],
        proof: Proof | Refused | None,
        *,
        receipt: int | None = None,
        subject: str = "",
    ) -> None:
        """Let value leave. A proof that is shown is judged, needed or not, and is used up.

        Raises `Refused` (403): `proof_needed`, `wrong_proof` and what `proof` says; then nothing has changed.
        """
        wanted = self._to_prove(spent)
        if not wanted or not floors_of(self.club).any:
            return
        if isinstance(proof, Refused):
            raise proof
        if proof is not None:
            self._use(member, wanted, proof)
        elif lacking(floors_of(self.club), self._before(member), _sums(wanted)):
            raise proof_needed(self.club)
        for sort, amount in _sums(wanted).items():
            self.spends.append(NewSpend(member, sort, amount, self.now, proof, receipt, wanted[0].hold, subject))
            if proof is None:
                self.unproven[member, sort] = self.unproven.get((member, sort), 0) + amount

    def place(self, member: int, spent: Spent, proof: Proof | Refused | None) -> Proof | None:
        """Let value be set aside: what is not proven now counts, and is asked for, when it is spent. What proves it.

        Raises `Refused` as `judge` does.
        """
        if not floors_of(self.club).any:
            return None
        if isinstance(proof, Refused):
            raise proof
        if proof is not None:
            self._use(member, [spent], proof)
        elif self.lacks(member, [spent]):
            raise proof_needed(self.club)
        return proof

    def write(self) -> None:
        """Keep what left and end what was used up. At most three statements, none where nothing was judged."""
        if self.spends:
            actions.add_spends(self.club.id, self.spends)
        if self.used:
            actions.burn(self.used, self.now)

    def _to_prove(self, spent: Sequence[Spent]) -> list[Spent]:
        return [one for one in spent if one.amount > 0 and (one.hold is None or one.hold not in self.proven)]

    def _before(self, member: int) -> Mapping[Sort, int]:
        return {"money": self.unproven.get((member, "money"), 0), "points": self.unproven.get((member, "points"), 0)}

    def _use(self, member: int, wanted: Sequence[Spent], proof: Proof) -> None:
        """Use a proof up. Raises `wrong_proof` where somebody else was faster, or it is of another member."""
        key = (proof.kind, proof.row)
        stands = self.standing.get(key)
        if proof.member != member or stands is None or not stands.good or not _covers(proof, stands, wanted):
            raise wrong_proof()
        if proof.kind == "code":
            self.standing[key] = stands._replace(good=False)
        elif proof.kind == "device":
            self.standing[key] = stands._replace(mark=proof.mark)
        self.used.append(proof)


def ask_guard(
    asking: Asking, club: ClubInfo, now: datetime, members: Collection[int], proofs: Collection[Proof],
    holds: Collection[int],
) -> Callable[[], Guard]:  # fmt: skip
    """What judging these members' spends asks for, among other questions, after their accounts are locked.

    What is returned gives the guard when the block of questions has ended. No statement for a club without floors.
    """
    if not club.settings.asks_for_proof or not members:
        return lambda: Guard(club, now)
    asking(queries.asking_turn(club.id, members))
    unproven = asking(queries.asking_unproven(members, now))
    standing = asking(queries.asking_standing(proofs)) if proofs else None
    proven = asking(queries.asking_proven_holds(holds)) if holds else None

    def read() -> Guard:
        return Guard(
            club, now, unproven.get(), standing.get() if standing else {}, proven.get() if proven else frozenset()
        )

    return read


def guard_of(
    club: ClubInfo, now: datetime, members: Collection[int], proofs: Collection[Proof] = (),
    holds: Collection[int] = (),
) -> Guard:  # fmt: skip
    """`ask_guard` asked alone: one wait."""
    with together() as asking:
        read = ask_guard(asking, club, now, members, proofs, holds)
    return read()


def unlocked_guard(club: ClubInfo, now: datetime, members: Collection[int], holds: Collection[int]) -> Guard:
    """A guard for a quote, which locks nothing and is shown no proof."""
    if not club.settings.asks_for_proof or not members:
        return Guard(club, now)
    with together() as asking:
        unproven = asking(queries.asking_unproven(members, now))
        proven = asking(queries.asking_proven_holds(holds))
    return Guard(club, now, unproven.get(), {}, proven.get())


def proof_needed(club: ClubInfo) -> Refused:
    """That a proof has to be shown, and which are taken."""
    kinds = [kind for kind in PROOF_KINDS if kind in club.settings.proof_kinds]
    return Refused("proof_needed", status=FORBIDDEN, kinds=kinds_told(kinds), taken=kinds)


def _sums(spent: Sequence[Spent]) -> dict[Sort, int]:
    sums: Counter[Sort] = Counter()
    for one in spent:
        sums[sort_of(one.kind)] += amount_in(one.kind, one.amount, one.places)
    return dict(sums)


def _covers(proof: Proof, stands: Standing, wanted: Sequence[Spent]) -> bool:
    if proof.kind == "code":
        return stands.wallet is None or all(
            one.wallet == stands.wallet and one.amount <= (stands.most or 0) for one in wanted
        )
    return stands.mark == proof.mark if proof.kind == "pin" else stands.mark < proof.mark
