"""Levels of members, and what is ahead of them."""

from datetime import date, datetime

from pydantic import Field

from moadon.interfaces.api.schemas.values import Day, Decimal, Sent, Told


class Tier(Told):
    """Where a member stands on a ladder after a receipt."""

    programme: str
    ladder: str = Field(examples=["main"])
    level: str | None = Field(examples=["silver"], description="Null: no level.")
    next: str | None = Field(examples=["gold"], description="Null at the top.")
    missing: Decimal | None = Field(description="Money, units, receipts or months that are missing to the next level.")
    why: str


class TierChange(Told):
    """A change of level."""

    level: str | None
    at: datetime
    cause: str = Field(description="reached, bought, returned, review, manual or corrected.")
    reason: str
    by: str
    carried: str | None = Field(description="What reviews of earlier periods left.")
    falls_on: date | None = Field(description="When the level would have fallen as things stood then.")
    by_hand: str | None
    by_hand_until: date | None


class ByHand(Told):
    """A level that somebody gave."""

    level: str
    until: date | None = Field(description="Its last day; null: until it is taken off.")
    reason: str
    by: str


class MemberTier(Tier):
    """Where a member stands on a ladder, since when, what is ahead, and how it came about."""

    name: str
    since: datetime | None = Field(description="Null: from the start.")
    until: date | None = Field(description="The day by which what is missing must be there; null: no haste.")
    falls_on: date | None = Field(description="When the level falls if nothing more happens; null: not in sight.")
    falls_to: str | None
    by_hand: ByHand | None
    history: list[TierChange] = Field(description="Newest first.")


class SetTier(Sent):
    """A level to give by hand. It is kept whatever is bought or brought back, until it is taken off."""

    level: str = Field(max_length=40, examples=["gold"])
    reason: str = Field(max_length=300, examples=["Opened the new branch with us"])
    until: Day | None = Field(None, description="Its last day; absent: until it is taken off.")
    programme: str | None = Field(None, max_length=40, description="Where several programmes have such a ladder.")
