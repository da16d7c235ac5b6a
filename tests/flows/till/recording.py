"""The tables of the engine played back: what each row asks the function is written down, to be asked of a till as well."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import product
from types import ModuleType
from typing import Any, NamedTuple
from unittest.mock import patch

from moadon.engine.rules import Basket, Buyer, Evaluation, Programme
from tests.engine import shop as engine_shop
from tests.engine.tiers.club import Climber


class Step(NamedTuple):
    """A purchase by one of the members (None: of nobody) with what the function said; or a level held on a day."""

    member: int | None
    basket: Basket | None = None
    said: Evaluation | None = None
    day: str = ""
    level: str | None = None


@dataclass
class Story:
    """What happens to members under one programme. `unsaid`: why a till cannot be told it, where it cannot."""

    programme: Programme
    members: list[dict[str, Any]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    unsaid: str = ""


NO_LEVEL = "a level that no receipt reached"
NO_SUMS = "sums of receipts that the row does not name"


def _key_of(member: Any) -> object:
    """Equal for members who share what all of them get together."""
    return id(member.programme), id(getattr(member, "together", member))


class Recorder:
    """Writes down what one row does with the function."""

    def __init__(self) -> None:
        self.stories: dict[object, Story] = {}
        self._known: dict[int, tuple[Any, int]] = {}
        self._over: set[object] = set()

    def of(self, key: object, programme: Programme) -> Story:
        return self.stories.setdefault(key, Story(programme))

    def end(self, member: Any) -> None:
        """What follows depends on what is no purchase: what was recorded so far of all who share with them stands."""
        self._over.add(_key_of(member))

    def bought(self, member: Any, who: dict[str, Any], what: Basket, said: Evaluation) -> None:
        story = self.of(_key_of(member), member.programme)
        if _key_of(member) in self._over:
            return
        if who.get("levels"):
            story.unsaid = story.unsaid or NO_LEVEL
        if id(member) not in self._known:
            self._known[id(member)] = member, len(story.members)
            story.members.append(who)
        story.steps.append(Step(self._known[id(member)][1], what, said))

    def stood(self, member: Climber, day: str, level: str | None) -> None:
        if _key_of(member) in self._over or id(member) not in self._known or member.by_hand or member.anchor:
            return
        story = self.stories[_key_of(member)]
        story.steps.append(Step(self._known[id(member)][1], day=day, level=level))

    def asked(self, programme: Programme, what: Basket, buyer: Buyer | None, shared: object, said: Evaluation) -> None:
        story = self.of(object(), programme)
        if buyer is None:
            story.steps.append(Step(None, what, said))
            return
        who = buyer._asdict()
        story.members.append({name: who[name] for name in ("id", "birth", "joined", "segments", "first_purchase")})
        if buyer.standing or shared:
            story.unsaid = NO_SUMS
        elif buyer.levels:
            story.unsaid = NO_LEVEL
        elif buyer.balances:
            story.unsaid = "value that no receipt gave"
        story.steps.append(Step(0, what, said))


def _ending(recorder: Recorder, real: Callable[..., Any]) -> Callable[..., Any]:
    def acts(self: Any, *given: Any, **more: Any) -> Any:
        recorder.end(self)
        return real(self, *given, **more)

    return acts


def _asking(recorder: Recorder, real: Callable[..., Evaluation]) -> Callable[..., Evaluation]:
    def asks(programme: Programme, what: Basket, buyer: Buyer | None, shared: Any = None, **more: Any) -> Evaluation:
        said = real(programme, what, buyer, shared or {}, **more)
        recorder.asked(programme, what, buyer, shared, said)
        return said

    return asks


@contextmanager
def listening(recorder: Recorder, module: ModuleType) -> Iterator[None]:
    """Let the members of the tables, and the function where a table asks it itself, be written down."""
    member_buy, climber_buy, level = engine_shop.Member.buy, Climber.buy, Climber.level
    inside: list[object] = []

    def buys(self: Any, what: Basket) -> Evaluation:
        set_by_hand = bool(self.progress) and id(self) not in recorder._known
        said = member_buy(self, what)
        if set_by_hand:
            recorder.end(self)
        recorder.bought(self, self.who, what, said)
        return said

    def climbs(self: Any, *given: Any, **more: Any) -> Evaluation:
        inside.append(self)
        said = climber_buy(self, *given, **more)
        inside.pop()
        recorder.bought(self, {"joined": self.joined}, self.receipts[-1][0], said)
        return said

    def stands(self: Any, day: str) -> str | None:
        held = level(self, day)
        if not inside:
            recorder.stood(self, day, held)
        return held

    with ExitStack() as patches:
        for owner, name, new in (
            (engine_shop.Member, "buy", buys),
            (Climber, "buy", climbs),
            (Climber, "level", stands),
            *((owner, name, _ending(recorder, getattr(owner, name))) for owner, name in ENDING),
        ):
            patches.enter_context(patch.object(owner, name, new))
        if (real := getattr(module, "evaluate", None)) is not None:
            patches.enter_context(patch.object(module, "evaluate", _asking(recorder, real)))
        yield


ENDING = [
    (engine_shop.Member, "happens"),
    (engine_shop.Member, "bring_back"),
    (engine_shop.Member, "close"),
    (Climber, "bring_back"),
]


def rows_in(module: ModuleType) -> Iterator[tuple[str, Callable[[], None]]]:
    """Every row of every table of a module, and its tests of a single case; not those that ask for a fixture."""
    for name, test in vars(module).items():
        if not name.startswith("test_") or hasattr(test, "hypothesis"):
            continue
        marks = [one for one in getattr(test, "pytestmark", ()) if one.name == "parametrize"]
        tables = [_rows(*mark.args[:2]) for mark in marks]
        for n, some in enumerate(product(*tables)):
            given = {key: value for row in some for key, value in row.items()}
            code = test.__code__
            if set(code.co_varnames[: code.co_argcount]) == set(given):
                yield f"{module.__name__.rpartition('.')[2]}.{name}[{n}]", lambda test=test, given=given: test(**given)  # type: ignore[misc]


def _rows(names: Any, rows: Any) -> list[dict[str, Any]]:
    keys = [one.strip() for one in names.split(",")] if isinstance(names, str) else list(names)
    values = [getattr(row, "values", row) for row in rows]
    values = [row() if callable(row) else row for row in values]
    return [dict(zip(keys, row if len(keys) > 1 else (row,), strict=True)) for row in values]


def stories_of(module: ModuleType) -> Iterator[tuple[str, Story]]:
    """What every row of a module asks of the function, by its name."""
    for name, run in rows_in(module):
        recorder = Recorder()
        with listening(recorder, module):
            run()
        for story in recorder.stories.values():
            yield name, story
