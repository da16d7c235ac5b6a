"""The smallest parts of a document: amounts, rates, hours, days, codes; each says what is wrong with it."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from moadon.kernel.calendars import WEEKDAYS
from moadon.kernel.money import PRICE_PLACES, RATE_PLACES, exponent_of, parse_decimal, trim_decimal
from moadon.kernel.refusals import Refused

FORMAT = "moadon/programme/1"
_ASCII = re.compile(r"[0-9]+(\.[0-9]+)?\Z")
_TIME = "(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_HOUR = re.compile(rf"{_TIME}\Z")
_ONE = 10**RATE_PLACES
_MOST_TIMES = 100 * _ONE


def refuse(code: str, **params: object) -> PydanticCustomError:
    """An error that `parse` tells as the finding `code`."""
    # The type is a literal for pydantic's own templates only; ours are in the catalogues.
    return PydanticCustomError(code, "{code}", {"code": code, "params": params})


def listed(given: Any) -> Any:
    """A part that stands alone, as a list of one."""
    return [given] if isinstance(given, dict | str) else given


def _decimal(places: int, least: int, most: int | None = None, above: str = "out_of_range") -> Callable[[Any], str]:
    def check(given: Any) -> str:
        if isinstance(given, bool) or not isinstance(given, int | str):
            raise refuse("not_a_number", given=_short(given))
        try:
            value = parse_decimal(given, places)
        except Refused as refused:
            raise refuse(refused.code, given=_short(given), n=places) from None
        if value < least:
            raise refuse("not_positive" if least else "negative", given=_short(given))
        if most is not None and value > most:
            raise refuse(above, given=_short(given))
        return str(given) if _ASCII.match(str(given)) else trim_decimal(value, places)

    return check


def _short(given: object) -> str:
    return str(given)[:40] if isinstance(given, str | int) else type(given).__name__


def _currency(given: Any) -> str:
    try:
        exponent_of(str(given))
    except Refused:
        raise refuse("unknown_currency", given=_short(given)) from None
    return str(given)


def _hour(given: Any) -> str:
    if not isinstance(given, str) or not _HOUR.match(given):
        raise refuse("not_an_hour", given=_short(given))
    return given


def _hours(given: Any) -> str:
    start, dash, end = given.partition("-") if isinstance(given, str) else ("", "", "")
    if not dash or _hour(start) == _hour(end):
        raise refuse("not_an_hour", given=_short(given))
    return str(given)


def _day(given: Any) -> str:
    """A day as it is written everywhere; not by the number of its week, which the standard library reads too."""
    try:
        if isinstance(given, str) and _DAY.match(given):
            return date.fromisoformat(given).isoformat()
    except ValueError:
        pass
    raise refuse("not_a_day", given=_short(given))


def _weekday(given: Any) -> str:
    if given not in WEEKDAYS:
        raise refuse("unknown_weekday", given=_short(given))
    return str(given)


def _format(given: Any) -> str:
    if given != FORMAT:
        raise refuse("wrong_format", given=_short(given), expected=FORMAT)
    return FORMAT


def _number_schema(description: str, places: int = PRICE_PLACES, **extra: Any) -> WithJsonSchema:
    pattern = rf"^[0-9۰-۹٠-٩]{{1,15}}([.٫][0-9۰-۹٠-٩]{{1,{places}}}0*)?$"
    text = {"type": "string", "pattern": pattern}
    return WithJsonSchema({"anyOf": [text, {"type": "integer", "minimum": 0}], "description": description, **extra})


Amount = Annotated[str, BeforeValidator(_decimal(PRICE_PLACES, 1)), _number_schema("A decimal above 0, as text")]
FromAmount = Annotated[str, BeforeValidator(_decimal(PRICE_PLACES, 0)), _number_schema("A decimal from 0, as text")]
Rate = Annotated[
    str,
    BeforeValidator(_decimal(RATE_PLACES, 0, _ONE, "rate_above_one")),
    _number_schema("A share between 0 and 1, as text: 0.15 is 15 %"),
]
Factor = Annotated[
    str, BeforeValidator(_decimal(RATE_PLACES, 1, _MOST_TIMES)), _number_schema("How many times, up to 100")
]
Share = Annotated[
    str,
    BeforeValidator(_decimal(RATE_PLACES, 1, _ONE, "rate_above_one")),
    _number_schema("A share above 0 and up to 1, as text: 0.2 is 20 %"),
]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
EventName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.-]{0,39}$")]
MemberId = Annotated[str, Field(pattern=r"^mbr_[A-Za-z0-9]{1,40}$")]
Priority = Annotated[int, Field(strict=True, ge=-1000, le=1000)]
Code = Annotated[str, Field(min_length=1, max_length=80)]
Words = Annotated[str, Field(min_length=1, max_length=300)]
Codes = Annotated[list[Code], Field(min_length=1)]
Hour = Annotated[str, BeforeValidator(_hour), WithJsonSchema({"type": "string", "pattern": f"^{_TIME}$"})]
Hours = Annotated[str, BeforeValidator(_hours), WithJsonSchema({"type": "string", "pattern": f"^{_TIME}-{_TIME}$"})]
Day = Annotated[str, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Weekday = Annotated[str, BeforeValidator(_weekday), WithJsonSchema({"enum": list(WEEKDAYS)})]
PeriodName = Literal["day", "week", "month", "quarter", "year"]
Days = Annotated[int, Field(strict=True, ge=1, le=3660)]
Months = Annotated[int, Field(strict=True, ge=1, le=240)]
Format = Annotated[str, BeforeValidator(_format), WithJsonSchema({"const": FORMAT})]
Currency = Annotated[str, BeforeValidator(_currency), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})]
