"""Which unit takes part in which promotion, so that the member gets the most: exact, by dynamic programming.

Units are looked at from the dearest down. What has to be remembered between two of them is only how far each set has
been filled, so the number of states stays small however the units could be combined. Within a set of "buy and get"
the cheapest units are the last ones looked at, which is why a count is enough to know which of them are rewarded.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

MOST_STATES = 3_000
"""Where more ways than this must be kept apart, the search is given up and the caller takes the best of simple ways."""

MOST_LOOKS = 300_000
"""What the search for the best may cost in one basket, in ways looked at; after that, simple ways must do."""

Gains = Mapping[int, int]
"""Number of the unit to what it gains, in minor units; a unit that is not there cannot take part."""


class Looks:
    """How many ways may still be looked at: the same basket always gets as far."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MOST_LOOKS

    def spend(self, ways: int) -> bool:
        """Note that so many have been looked at; whether that many were left."""
        self.left -= ways
        return self.left >= 0


class Single(NamedTuple):
    """A promotion of single units, `most` of them and `cap` minor units in all (None: any number)."""

    gains: Gains
    most: int | None
    cap: int | None = None


class Run(NamedTuple):
    """Sets of `size` units of one kind of which all but the first `buy` are rewarded; at most `most` sets, and `cap`
    minor units in all."""

    gains: Gains
    size: int
    buy: int
    most: int | None
    cap: int | None = None


class Roles(NamedTuple):
    """Sets that take `counts[r]` units that gain `gains[r]` each; each set costs `price`; at most `most` sets, and
    `cap` minor units in all."""

    gains: tuple[Gains, ...]
    counts: tuple[int, ...]
    price: int
    most: int | None
    cap: int | None = None


Play = Single | Run | Roles
Choice = tuple[int, int]
"""Which play, and which role in it."""

State = tuple[int, ...]
_Step = dict[State, tuple[int, State, Choice | None]]


def solve(units: int, plays: Sequence[Play], looks: Looks) -> list[Choice | None] | None:
    """For each of `units` (numbered from the dearest down) the play it takes part in; None where it is too much.

    Of choices that gain the same, the one found first counts: earlier plays before later ones.
    """
    layout = _Layout(plays, units)
    steps: list[_Step] = []
    states: dict[State, int] = {layout.start: 0}
    for unit in range(units):
        step: _Step = {}
        options = layout.options(unit)
        if not looks.spend(len(states) * (len(options) + 1)):
            return None
        for state, so_far in states.items():
            for option in options:
                moved = _moved(state, option)
                if moved is None:
                    continue
                after, gain = moved[0], so_far + moved[1]
                if after not in step or gain > step[after][0]:
                    step[after] = (gain, state, option.choice)
            if state not in step or so_far > step[state][0]:
                step[state] = (so_far, state, None)
        if len(step) > MOST_STATES:
            return None
        steps.append(step)
        states = {state: held[0] for state, held in step.items()}
    return _back(steps, layout, states)


def _moved(state: State, option: "_Option") -> tuple[State, int] | None:
    """The state after a unit has taken part so, and what it gains; None where it cannot or gains nothing more."""
    _, slot, most, wraps, gains, capped = option
    held = state[slot]
    if held >= most:
        return None
    count, gain = held + 1, gains[held % len(gains)]
    after = (*state[:slot], 0 if count == wraps else count, *state[slot + 1 :])
    if capped is None:
        return after, gain
    at = capped.slot
    if capped.cap is not None:
        gain = min(gain, capped.cap - state[at])
    if not gain and capped.needed:
        return None
    return (*after[:at], after[at] + gain, *after[at + 1 :]), gain


def _back(steps: list[_Step], layout: "_Layout", states: Mapping[State, int]) -> list[Choice | None]:
    best: State | None = None
    most = 0
    for state, gain in states.items():
        price = layout.price(state)
        if price is not None and (best is None or gain - price > most):
            best, most = state, gain - price
    chosen: list[Choice | None] = []
    for step in reversed(steps):
        _, best, choice = step[best or ()]
        chosen.append(choice)
    chosen.reverse()
    return chosen


class _Capped(NamedTuple):
    """Where a state adds up what a play has gained, and how much that may be: None where it shows only at the end, as
    sets cost something. `needed`: no unit takes part for nothing, as it may in a set."""

    slot: int
    cap: int | None
    needed: bool


class _Option(NamedTuple):
    choice: Choice
    slot: int
    most: int
    wraps: int
    gains: tuple[int, ...]
    capped: _Capped | None = None


class _Layout:
    """Where in a state each play counts."""

    def __init__(self, plays: Sequence[Play], units: int) -> None:
        self.plays = plays
        self.units = units
        self.at: list[int] = []
        self.caps: list[_Capped | None] = []
        slots = 0
        for play in plays:
            self.at.append(slots)
            slots += len(play.counts) if isinstance(play, Roles) else 1
            late = isinstance(play, Roles) and play.price
            capped = None if play.cap is None else _Capped(slots, None if late else play.cap, isinstance(play, Single))
            self.caps.append(capped)
            slots += play.cap is not None
        self.start: State = (0,) * slots

    def options(self, unit: int) -> list[_Option]:
        """What the unit may take part in: where that counts, up to which count, and what it gains by how full it is."""
        found: list[_Option] = []
        for p, (play, slot, capped) in enumerate(zip(self.plays, self.at, self.caps, strict=True)):
            if isinstance(play, Single):
                if unit in play.gains:
                    found.append(self._single(p, slot, play, play.gains[unit], capped))
            elif isinstance(play, Run):
                if unit in play.gains:
                    found.append(self._run(p, slot, play, play.gains[unit], capped))
            else:
                for r, gains in enumerate(play.gains):
                    if unit in gains:
                        sets = self.units if play.most is None else play.most
                        found.append(_Option((p, r), slot + r, sets * play.counts[r], 0, (gains[unit],), capped))
        return found

    def _single(self, p: int, slot: int, play: Single, gain: int, capped: _Capped | None) -> _Option:
        # Without a limit nothing need be counted: the count goes round.
        if play.most is None:
            return _Option((p, 0), slot, 1, 1, (gain,), capped)
        return _Option((p, 0), slot, play.most, 0, (gain,), capped)

    def _run(self, p: int, slot: int, play: Run, gain: int, capped: _Capped | None) -> _Option:
        gains = (0,) * play.buy + (gain,) * (play.size - play.buy)
        if play.most is None:
            return _Option((p, 0), slot, play.size, play.size, gains, capped)
        return _Option((p, 0), slot, play.most * play.size, 0, gains, capped)

    def price(self, state: State) -> int | None:
        """What the sets of `state` cost, and what they gain beyond their cap; None where one has been begun and not
        filled."""
        price = 0
        for play, slot in zip(self.plays, self.at, strict=True):
            if isinstance(play, Run) and state[slot] % play.size:
                return None
            if isinstance(play, Roles):
                sets, rest = divmod(state[slot], play.counts[0])
                if rest or any(state[slot + r] != sets * count for r, count in enumerate(play.counts)):
                    return None
                price += sets * play.price
                if play.price and play.cap is not None:
                    price += max(0, state[slot + len(play.counts)] - sets * play.price - play.cap)
        return price
