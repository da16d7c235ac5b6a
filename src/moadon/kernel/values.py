"""Values: small records that never change, made by the hundred thousand a minute."""

from dataclasses import dataclass, replace
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def value(kind: type[T]) -> type[T]:
    """A dataclass that nobody may change, equal and hashed by what it holds.

    That nobody does is seen by the type checker, not at each making: a frozen dataclass takes twice as long to make.
    Compiled, one takes a sixth of a named tuple's time.
    """
    return dataclass(slots=True, unsafe_hash=True)(kind)


def changed(one: T, **changes: object) -> T:
    """A value like `one` in all but these fields. Raises TypeError for a field that it has not."""
    dataclass_of: Any = one
    made: T = replace(dataclass_of, **changes)
    return made
