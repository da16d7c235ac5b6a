"""What every part of a document is, and the small parts that many others hold."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from moadon.engine.rules.values import Days, Id, Months, Words, refuse


class Part(BaseModel):
    """Any part of a document: what it does not know, it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


P = TypeVar("P", bound=Part)


def not_empty(part: P) -> P:
    """`part`, unless nothing is said in it at all."""
    if all(getattr(part, name) is None for name in type(part).model_fields):
        raise refuse("empty")
    return part


def just_one(part: P, *names: str) -> P:
    """`part`, if it says exactly one of `names`."""
    if sum(getattr(part, name) is not None for name in names) != 1:
        raise refuse("just_one", keys=", ".join(names))
    return part


class Text(Part):
    """The same words in the club's languages."""

    en: Words | None = None
    he: Words | None = None
    fa: Words | None = None


class After(Part):
    """A length of time: either months or days."""

    months: Months | None = None
    days: Days | None = None

    @model_validator(mode="after")
    def _one(self) -> "After":
        if (self.months is None) == (self.days is None):
            raise refuse("months_or_days")
        return self


class Expires(Part):
    """Counted from activation; good until the end of that local day. `tiers`: longer or shorter for a level."""

    after: After
    tiers: Annotated[dict[Id, After], Field(min_length=1)] | None = None
