"""Versions of programmes, pilots, differences and what was announced."""

from datetime import datetime

from pydantic import BaseModel, Field

from moadon.interfaces.api.schemas.values import Flag, Moment, Sent, Told


class Pilot(Sent):
    """For whom a pilot is: one of the three."""

    members: list[str] | None = Field(
        None, max_length=100_000, description="Ids, phones, cards or external ids.", examples=[["mbr_0c5z3k7q1m9xw"]]
    )
    best: int | None = Field(None, description="So many of those who paid most for goods in the last twelve months.")
    segment: str | None = Field(
        None, max_length=80, description="The active members of this segment, as it is at publishing.", examples=["vip"]
    )


class Publishing(Sent):
    """When and for whom to go live."""

    at: Moment | None = Field(
        None, description="Absent: now. In the past only while no receipt from then on has earned by the programme."
    )
    pilot: Pilot | None = Field(None, description="Live for these members only; all others keep what they have.")


class From(Sent):
    """From when on."""

    at: Moment | None = Field(None, description="Absent: now.")


class Difference(Told):
    """One difference in the caller's words. `pointer` leads into the newer document (RFC 6901)."""

    direction: str = Field(description="For members: better, worse, mixed or neutral.", examples=["worse"])
    pointer: str = Field(examples=["/earn/0"])
    subject: str = Field(examples=["base"])
    text: str


class Differences(Told):
    """What differs between two documents. Worse for members: some lose by it, or may."""

    worse_for_members: Flag
    items: list[Difference]


class Compared(BaseModel):
    """Which two to compare."""

    older: str = Field(max_length=10, description="A version's number, or draft.", examples=["1"])
    newer: str = Field(max_length=10, description="A version's number, or draft.", examples=["draft"])


class Notice(Told):
    """A change for the worse as it was announced: kept as it was told, for ever."""

    announced_at: datetime
    announced_by: str
    takes_effect_at: datetime
    against: int = Field(description="The version that members had.")
    members: int = Field(description="How many it was told to.")
    country: str
    months: int = Field(description="The notice that was due.")
    differences: list[Difference]


class PilotSize(Told):
    """A version for some members only."""

    members: int


class Version(Told):
    """A published version."""

    number: int
    state: str = Field(description="scheduled, live, pilot, replaced, ended or withdrawn")
    live_from: datetime
    live: bool = Field(description="Whether it is the one that counts for everybody now.")
    pilot: PilotSize | None
    stopped_at: datetime | None = Field(description="From when it is live for nobody: withdrawn, or a pilot's end.")
    published_at: datetime
    published_by: str
    notice: Notice | None = Field(description="What was announced, where members get less by it.")


class Versions(Told):
    """A page of versions, newest first, and the notice of the programme's end where one was given."""

    items: list[Version]
    next: str | None
    ending: Notice | None
