"""Conditions that look at who buys: members, levels, segments, days of the year, coupons shown."""

from dataclasses import dataclass
from datetime import date, timedelta

from moadon.engine.rules.conditions import Condition
from moadon.engine.rules.scene import Scene
from moadon.kernel.calendars import on_year, year_of
from moadon.kernel.sentences import Message


class OfMember(Condition):
    """A condition that who buys and the day say all about."""

    @property
    def of_member(self) -> bool:
        """It is."""
        return True


@dataclass(frozen=True)
class ForMembers(OfMember):
    """Anybody the club knows."""

    @property
    def code(self) -> str:
        """`members_only`."""
        return "members_only"

    def holds(self, scene: Scene) -> bool:
        """Whether a member buys."""
        return scene.buyer is not None

    def why_not(self, _scene: Scene, /) -> Message:
        """That it is for members."""
        return Message("not_applied.members_only", {})


@dataclass(frozen=True)
class ForLevels(OfMember):
    """Members who hold one of these levels; `names` are told."""

    wanted: frozenset[str]
    names: tuple[object, ...]

    @property
    def code(self) -> str:
        """`other_tier`."""
        return "other_tier"

    @property
    def asks(self) -> str:
        """`levels`."""
        return "levels"

    def holds(self, scene: Scene) -> bool:
        """Whether the buyer holds one."""
        return not self.wanted.isdisjoint(scene.levels)

    def why_not(self, _scene: Scene, /) -> Message:
        """Which levels it is for."""
        return Message("not_applied.other_tier", {"wanted": self.names})


@dataclass(frozen=True)
class ForSegments(OfMember):
    """Members of one of these segments. What segment somebody is in is nobody else's business: no names are told."""

    wanted: frozenset[str]

    @property
    def code(self) -> str:
        """`other_segment`."""
        return "other_segment"

    @property
    def asks(self) -> str:
        """`segments`."""
        return "segments"

    def holds(self, scene: Scene) -> bool:
        """Whether the buyer is in one."""
        return scene.buyer is not None and not self.wanted.isdisjoint(scene.buyer.segments)

    def why_not(self, _scene: Scene, /) -> Message:
        """That it is for some members only."""
        return Message("not_applied.other_segment", {})


@dataclass(frozen=True)
class ForPersons(OfMember):
    """The members named."""

    wanted: frozenset[str]

    @property
    def code(self) -> str:
        """`personal`."""
        return "personal"

    def holds(self, scene: Scene) -> bool:
        """Whether the buyer is one of them."""
        return scene.buyer is not None and scene.buyer.id in self.wanted

    def why_not(self, _scene: Scene, /) -> Message:
        """That it is somebody else's."""
        return Message("not_applied.personal", {})


@dataclass(frozen=True)
class Shows(Condition):
    """One of these coupons is shown; case does not matter."""

    wanted: frozenset[str]
    codes: tuple[str, ...]

    @property
    def code(self) -> str:
        """`coupon_needed`."""
        return "coupon_needed"

    def holds(self, scene: Scene) -> bool:
        """Whether one is."""
        return not self.wanted.isdisjoint(scene.coupons)

    def why_not(self, _scene: Scene, /) -> Message:
        """That a coupon opens it. Which one is not told: it would be given away."""
        return Message("not_applied.coupon_needed", {})


@dataclass(frozen=True)
class FirstPurchase(OfMember):
    """The member has bought nothing before."""

    @property
    def code(self) -> str:
        """`not_first_purchase`."""
        return "not_first_purchase"

    @property
    def asks(self) -> str:
        """`first_purchase`."""
        return "first_purchase"

    def holds(self, scene: Scene) -> bool:
        """Whether this is the first."""
        return scene.buyer is not None and scene.buyer.first_purchase

    def why_not(self, scene: Scene, /) -> Message:
        """That it is for the first purchase."""
        return Message("not_applied.not_first_purchase" if scene.buyer else "not_applied.members_only", {})


@dataclass(frozen=True)
class NearDay(OfMember):
    """The local day is within `days` of the day of the club's calendar on which the member was born or joined.

    Somebody born on 29 February has their day on the 28th in other years.
    """

    kind: str
    days: int

    @property
    def code(self) -> str:
        """`not_birthday` or `not_anniversary`."""
        return f"not_{self.kind}"

    @property
    def asks(self) -> str:
        """`birth` or `joined`."""
        return "birth" if self.kind == "birthday" else "joined"

    def holds(self, scene: Scene) -> bool:
        """Whether it is. A member has no anniversary before a year is over."""
        day = self._day(scene)
        if day is None:
            return False
        calendar = scene.basket.clock.calendar
        first, now = year_of(day, calendar) + (self.kind == "anniversary"), year_of(scene.day, calendar)
        near = [on_year(day, year, calendar) for year in (now - 1, now, now + 1) if year >= first]
        return any(abs((scene.day - one).days) <= self.days for one in near)

    def _day(self, scene: Scene) -> date | None:
        if scene.buyer is None:
            return None
        return scene.buyer.birth if self.kind == "birthday" else scene.buyer.joined

    def why_not(self, scene: Scene, /) -> Message:
        """How near the day must be, or that the club does not know it."""
        if scene.buyer is None:
            return Message("not_applied.members_only", {})
        form = ".unknown" if self._day(scene) is None else "" if self.days else ".on"
        return Message(f"not_applied.{self.code}{form}", {"n": self.days})


@dataclass(frozen=True)
class JoinedWithin(OfMember):
    """The member joined at most `days` ago."""

    days: int

    @property
    def code(self) -> str:
        """`joined_long_ago`."""
        return "joined_long_ago"

    @property
    def asks(self) -> str:
        """`joined`."""
        return "joined"

    def holds(self, scene: Scene) -> bool:
        """Whether they did."""
        joined = scene.buyer.joined if scene.buyer is not None else None
        return joined is not None and timedelta(0) <= scene.day - joined <= timedelta(days=self.days)

    def why_not(self, scene: Scene, /) -> Message:
        """Since when it is too late."""
        return Message("not_applied.joined_long_ago" if scene.buyer else "not_applied.members_only", {"n": self.days})


@dataclass(frozen=True)
class Between(OfMember):
    """The local day is one of `first` to `last`, both included."""

    first: date
    last: date

    @property
    def code(self) -> str:
        """`other_dates`."""
        return "other_dates"

    def holds(self, scene: Scene) -> bool:
        """Whether it is."""
        return self.first <= scene.day <= self.last

    def why_not(self, _scene: Scene, /) -> Message:
        """From when to when it holds."""
        days = {"from": ("date", self.first.isoformat()), "to": ("date", self.last.isoformat())}
        return Message("not_applied.other_dates", days)
