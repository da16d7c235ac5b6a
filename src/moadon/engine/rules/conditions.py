"""`when`: circumstances that must hold for a rule to look at a basket at all, and what is said when one does not."""

from abc import abstractmethod
from dataclasses import dataclass

from moadon.engine.rules.phrases import coded, time_of_day, weekdays, word
from moadon.engine.rules.scene import Scene
from moadon.kernel.calendars import WEEKDAYS
from moadon.kernel.sentences import Message

MIDNIGHT = 24 * 60


class Condition:
    """One circumstance."""

    @property
    @abstractmethod
    def code(self) -> str:
        """The stable name of not holding."""

    @property
    def asks(self) -> str:
        """What it asks about who buys: `levels`, `segments`, `first_purchase`, `birth`, `joined`; "" for nothing."""
        return ""

    @property
    def of_goods(self) -> bool:
        """Whether it looks at the goods bought, so that it may cease to hold when some come back."""
        return False

    @property
    def of_member(self) -> bool:
        """Whether who buys and on which day says it all: it can be told before anything is bought."""
        return False

    @abstractmethod
    def holds(self, scene: Scene, /) -> bool:
        """Whether it holds for the basket."""

    @abstractmethod
    def why_not(self, scene: Scene, /) -> Message:
        """What is said when it does not."""


@dataclass(frozen=True)
class Window:
    """Hours [start, end) of the local day in minutes; an end before the start runs past midnight."""

    start: int
    end: int

    @classmethod
    def of(cls, start: str, end: str) -> "Window":
        """From two wall-clock times such as `22:00` and `02:00`."""
        return cls(_minute(start), _minute(end))

    def holds(self, minute: int) -> bool:
        """Whether `minute` of the day lies in it."""
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end

    def is_tail(self, minute: int) -> bool:
        """Whether `minute` lies in the part after midnight, which belongs to the evening before."""
        return self.end < self.start and minute < self.end


def _minute(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


@dataclass(frozen=True)
class AtTime(Condition):
    """Weekdays, hours, or both; hours past midnight count to the weekday on which they began."""

    weekdays: frozenset[int] | None
    window: Window | None

    @property
    def code(self) -> str:
        """`other_time`."""
        return "other_time"

    def holds(self, scene: Scene) -> bool:
        """Whether the local time of the receipt is one of these."""
        weekday = scene.weekday
        if self.window is not None:
            if not self.window.holds(scene.minute):
                return False
            if self.window.is_tail(scene.minute):
                weekday = (weekday - 1) % 7
        return self.weekdays is None or weekday in self.weekdays

    def why_not(self, scene: Scene, /) -> Message:
        """The days and hours of the rule, and those of the basket."""
        params: dict[str, object] = {"day": word(f"weekday.{WEEKDAYS[scene.weekday]}")}
        params["time"] = time_of_day(scene.minute)
        if self.weekdays is not None:
            params["days"] = weekdays(WEEKDAYS[day] for day in self.weekdays)
        if self.window is None:
            return Message("not_applied.other_day", params)
        params["from"], params["to"] = time_of_day(self.window.start), time_of_day(self.window.end)
        return Message("not_applied.other_hour" if self.weekdays is None else "not_applied.other_time", params)


def _from_sunday(day: int) -> int:
    return (day + 1) % 7


@dataclass(frozen=True)
class Among(Condition):
    """The basket's branch or channel is one of `wanted`."""

    kind: str
    wanted: frozenset[str]

    @property
    def code(self) -> str:
        """`other_branch` or `other_channel`."""
        return f"other_{self.kind}"

    def holds(self, scene: Scene) -> bool:
        """Whether it is one of them."""
        basket = scene.basket
        return (basket.branch if self.kind == "branch" else basket.channel) in self.wanted

    def why_not(self, _scene: Scene, /) -> Message:
        """Where the rule holds."""
        return Message(f"not_applied.{self.code}", {"wanted": coded(self.kind, sorted(self.wanted))})


@dataclass(frozen=True)
class Contains(Condition):
    """The basket has at least one of `wanted`: a sku, category, brand or kind of payment."""

    kind: str
    wanted: frozenset[str]

    @property
    def of_goods(self) -> bool:
        """Goods, but for kinds of payment."""
        return self.kind != "payment"

    @property
    def code(self) -> str:
        """`other_payment`, `no_sku`, `no_category` or `no_brand`."""
        return "other_payment" if self.kind == "payment" else f"no_{self.kind}"

    def holds(self, scene: Scene) -> bool:
        """Whether it has one."""
        if self.kind == "category":
            return not self.wanted.isdisjoint(scene.categories)
        if self.kind == "sku":
            return not self.wanted.isdisjoint(scene.skus)
        return not self.wanted.isdisjoint(scene.brands if self.kind == "brand" else scene.payments)

    def why_not(self, _scene: Scene, /) -> Message:
        """What the rule asks for."""
        return Message(f"not_applied.{self.code}", {"wanted": coded(self.kind, sorted(self.wanted))})


@dataclass(frozen=True)
class BasketFrom(Condition):
    """The whole basket costs at least `least` minor units: after all discounts, for a promotion after those of the
    groups before its own."""

    least: int
    currency: str

    @property
    def of_goods(self) -> bool:
        """It does."""
        return True

    @property
    def code(self) -> str:
        """`basket_below`."""
        return "basket_below"

    def holds(self, scene: Scene) -> bool:
        """Whether it does."""
        return scene.so_far >= self.least

    def why_not(self, scene: Scene, /) -> Message:
        """What is asked, and what is missing to it."""
        missing = self.least - scene.so_far
        params = {"least": ("sum", self.least, self.currency), "missing": ("money", missing, self.currency)}
        return Message("not_applied.basket_below", params)
