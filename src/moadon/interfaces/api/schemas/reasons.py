"""Reason trees: why something got what it got, and why not the rest."""

from typing import Literal

from pydantic import BaseModel, Field

from moadon.engine.rules import Depth
from moadon.interfaces.api.schemas.values import Told


class ReasonsAsked(BaseModel):
    """Whether reasons are to be told beside the evaluation, and how much of them."""

    reasons: bool = Field(False, description="Tell why it gets what it gets, and why not the rest, as a tree.")
    depth: Literal["poster", "member", "manager"] = Field(
        "manager",
        description="poster: what gave something or is near; member: what is theirs to know; manager: everything.",
    )

    @property
    def wanted(self) -> Depth | None:
        """The depth at which reasons are told; None where nobody asked for them."""
        return self.depth if self.reasons else None


class Reason(Told):
    """A branch of a reason tree: a programme, a group, a promotion or rule, and below it what led to it."""

    kind: str = Field(
        description="programme, group, promotion, rule, condition, goods, limit, amount, line, near, floor or kept"
    )
    subject: str = Field(description="Its id; of a condition its code.")
    holds: bool | None = Field(description="Whether it gave something, or the condition held; null: no question.")
    why: str
    within: list["Reason"]
