"""Values that fields hold: decimals as strings, days and times by RFC 3339."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, ValidationError
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError

from moadon.interfaces.api.bodies import NOTHING
from moadon.interfaces.api.paging import MOST, USUAL
from moadon.interfaces.api.problems import refusal_of
from moadon.kernel.moments import AsOf
from moadon.kernel.money import PRICE_PLACES, RATE_PLACES, parse_decimal
from moadon.kernel.refusals import Refused

T = TypeVar("T", bound="Sent")
LONGEST = 200
EARLIEST_YEAR = 1900


class Sent(BaseModel):
    """What a caller sends: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Told(BaseModel):
    """What a caller is told. More fields may come with later versions."""


class Page(BaseModel):
    """How much of a list to tell, and from where on."""

    limit: int = Field(USUAL, ge=1, le=MOST)
    cursor: str | None = Field(None, max_length=500, description="`next` of the page before.")


def read(shape: type[T], value: object, where: str = "") -> T:
    """`value` (JSON values), which was sent as the field `where`, as `shape`.

    Raises RefusedMany that names each field at fault.
    """
    if value is NOTHING:
        value = {}
    if not isinstance(value, dict):
        raise Refused("not_an_object", field=where or None)
    try:
        return shape.model_validate(value)
    except ValidationError as invalid:
        raise refusal_of(invalid.errors(include_url=False), f"{where}." if where else "") from None


def _by(parse: Callable[[object], object]) -> BeforeValidator:
    def check(value: object) -> object:
        if value is None:
            return None
        try:
            return parse(value)
        except Refused as refusal:
            raise PydanticCustomError("refused", "refused", {"refusal": refusal}) from None

    return BeforeValidator(check)


def _day(value: object) -> date:
    if isinstance(value, str) and len(value) == len("2026-11-22"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Refused("not_a_date")


def _moment(value: object) -> datetime:
    if isinstance(value, str) and 16 <= len(value) <= 40:
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise Refused("time_without_offset")
            return _known(moment.astimezone(UTC))
        except (ValueError, OverflowError):
            raise Refused("not_a_time") from None
    raise Refused("not_a_time")


def _known(moment: datetime) -> datetime:
    """The moment, when it is one of any till or club. Raises ValueError."""
    if moment.year < EARLIEST_YEAR:
        raise ValueError
    return moment


def _at_least_nothing(places: int) -> Callable[[object], int]:
    def parse(value: object) -> int:
        number = parse_decimal(value, places)
        if number < 0:
            raise Refused("below_zero")
        return number

    return parse


def _decimal_schema(example: str, says: str) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "examples": [example], "description": says}
    )


Text = Annotated[str, Field(max_length=LONGEST)]
Code = Annotated[str, Field(min_length=1, max_length=64, examples=["tlv-1"])]
Flag = StrictBool
Language = Literal["en", "he", "fa"]
Day = Annotated[date, _by(_day), WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-22"]})]
Moment = Annotated[
    AwareDatetime,
    _by(_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-22T10:15:00+02:00"]}),
]
Price = Annotated[int, _by(_at_least_nothing(PRICE_PLACES)), _decimal_schema("149.90", "Up to four decimals.")]
Rate = Annotated[int, _by(_at_least_nothing(RATE_PLACES)), _decimal_schema("0.18", "Between 0 and 1.")]
Decimal = Annotated[str, _decimal_schema("12.90", "A decimal number.")]
"""A decimal that the flow itself reads, or that is told."""
JsonValue = Any


class Then(BaseModel):
    """As of when: by when it happened, by when it was written, or both. Neither: now."""

    at: Moment | None = Field(
        None, description="What was true then, by the time of what happened; what was written later is in it."
    )
    known: Moment | None = Field(
        None, description="What the books said then, by when it was written; what came later is not in it."
    )

    @property
    def as_of(self) -> AsOf:
        """The moment as the rest of the house says it."""
        return AsOf(self.at, self.known)
