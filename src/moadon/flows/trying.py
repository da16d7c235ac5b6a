"""A basket tried against any document, at any moment, for anybody, with no effect: nothing is written or locked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members.types import MemberRef, MemberSeen, Status
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.trial import TrialShelf
from moadon.apps.programmes.types import Shelf
from moadon.apps.programmes.types import compiled as compiled_version
from moadon.engine.ledger import LotState
from moadon.engine.rules import Buyer, Clock, Depth, Evaluation, Programme
from moadon.flows import publishing
from moadon.flows.till.judging import Judged
from moadon.flows.till.quoting import judge_quoted, ready_to_quote, told
from moadon.flows.till.scene import Scene, open_scene
from moadon.flows.till.selling import Now, server_time
from moadon.flows.till.types import ReceiptDraft
from moadon.kernel.calendars import day_start
from moadon.kernel.money import parse_decimal
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.store import club_transaction

_NOBODY = 0
"""The row number of somebody made up: no member has it."""
_MADE_UP = MemberRef("id", "made up")
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""Between these somebody made up may have joined: as far as anybody lives, and as clocks of every zone can tell."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is tried: a whole `text`, version `number` of `programme`, or (neither) its draft. Nothing named: what is
    live.

    `alone`: the other live programmes of the club take no part.
    """

    text: publishing.Text | None = None
    programme: str | None = None
    number: int | None = None
    alone: bool = False


AS_IT_IS = Wanted()


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A member who is nobody. `levels` by ladder, `joined` and `birth` as local days, `balances` decimals by wallet.

    `first_purchase`: nothing was bought before.
    """

    levels: Mapping[str, str] = field(default_factory=dict)
    segments: frozenset[str] = frozenset()
    birth: date | None = None
    joined: date | None = None
    first_purchase: bool = False
    balances: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a trial. `judged.told` holds each programme's version (0: not published) with its `Evaluation`."""

    judged: Judged
    scene: Scene

    @property
    def evaluations(self) -> dict[str, Evaluation]:
        """What each programme says of the basket, by programme."""
        return {told.code: told.evaluation for told in self.judged.told}

    def answer(self, *, reasons: Depth | None = None) -> str:
        """The same as JSON text, in the shape of a quote; with its reason trees at the depth asked for."""
        return told(self.judged, self.scene, reasons=reasons)


def try_basket(
    club: ClubInfo,
    draft: ReceiptDraft,
    wanted: Wanted = AS_IT_IS,
    member: MadeUp | None = None,
    *,
    now: Now = server_time,
    language: str | None = None,
) -> Tried:
    """What `draft` would cost and bring by `wanted`, for the member it names or one made up.

    The basket's own time may lie ahead, as far as a version can be published. Raises `InvalidDocument` for a text that
    could not go live, and as `quote` does; `Refused`: `unknown_id` (404), `no_draft` (409), `unknown_version`,
    `too_far_ahead`, `member_twice`, `not_a_date`, `unknown_wallet`.
    """
    if member is not None and draft.member is not None:
        raise Refused("member_twice", field="made_up")
    if member is not None and member.joined is not None and not _FIRST_DAY <= member.joined <= _LAST_DAY:
        raise Refused("not_a_date", field="made_up.joined", given=member.joined.isoformat())
    at_once = now()
    if draft.at > at_once + publishing.FURTHEST:
        raise Refused("too_far_ahead", field="at")
    with club_transaction(club.id):
        # A basket of some later day finds the club as it will be if nothing else happens.
        moment = max(at_once, draft.at)
        scene = open_scene(club, moment, [draft], language or club.languages[0])
        scene.shelf = _shelf(club, scene.shelf, wanted)
        if member is None:
            return Tried(judge_quoted(ready_to_quote(draft, scene), scene), scene)
        return Tried(_judged_for(member, draft, scene), scene)


def _judged_for(member: MadeUp, draft: ReceiptDraft, scene: Scene) -> Judged:
    joined = None if member.joined is None else day_start(member.joined, scene.clock_of(draft.branch).zone)
    seen = MemberSeen(_NOBODY, Status.ACTIVE, "", None, member.birth, joined)
    scene.members = {**scene.members, _MADE_UP: seen}
    scene.made_up = Buyer(
        {},
        levels=member.levels,
        segments=member.segments,
        birth=member.birth,
        joined=member.joined,
        first_purchase=member.first_purchase,
    )
    ready = ready_to_quote(draft._replace(member=_MADE_UP), scene)
    scene.book.made_up = member.levels
    _fill(member.balances, scene)
    return judge_quoted(ready, scene)


def _fill(balances: Mapping[str, str], scene: Scene) -> None:
    """Put what the made-up member has into wallets of theirs. Raises RefusedMany that names each wallet at fault."""
    wallets, faults = scene.wallets(), []
    for code, text in balances.items():
        where = f"made_up.balances.{code}"
        if code not in wallets:
            faults.append(Refused("unknown_wallet", field=where, given=code[:40]))
            continue
        amount = parse_decimal(text, wallets[code].wallets[code].places, field=where)
        if amount < 0:
            faults.append(Refused("below_zero", field=where))
        account = scene.accounts[(_NOBODY, code)]
        account.balance = amount
        since = scene.now - timedelta(days=1)
        account.lots = [LotState(None, amount, amount, False, since, None, "", "")]
    if faults:
        raise RefusedMany(faults)


def _shelf(club: ClubInfo, shelf: Shelf, wanted: Wanted) -> Shelf:
    if wanted.text is None and wanted.programme is None:
        return shelf
    compiled, number = _wanted(club, shelf, wanted)
    return TrialShelf(shelf.versions, shelf.clock, compiled, number, wanted.alone)


def _wanted(club: ClubInfo, shelf: Shelf, wanted: Wanted) -> tuple[Callable[[Clock], Programme], int]:
    """What gives the programme to be tried for a clock, and its number."""
    if wanted.text is not None:
        return publishing.read_to_run(club, wanted.text)[0].compiled, 0
    code = wanted.programme or ""
    held = programmes.programme(club, code)
    if wanted.number is None:
        if held.draft is None:
            raise Refused("no_draft", status=409, programme=code)
        return publishing.read_to_run(club, held.draft)[0].compiled, 0
    for version in shelf.versions:
        if (version.programme, version.number) == (code, wanted.number):
            return partial(compiled_version, version.id), version.number
    raise Refused("unknown_version", field="programme_version.version", programme=code, n=wanted.number)
