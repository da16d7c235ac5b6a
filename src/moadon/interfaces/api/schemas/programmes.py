"""Programmes: documents, versions, and what they say in words."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from moadon.interfaces.api.schemas.values import JsonValue, Moment, Sent, Told


class Document(Sent):
    """A programme document. The full shape is `GET /programme-schema`; YAML is taken as `application/yaml`."""

    model_config = ConfigDict(extra="allow")

    format: str = Field(examples=["moadon/programme/1"])
    id: str = Field(examples=["fashion"])


class Publishing(Sent):
    """When to go live."""

    at: Moment | None = Field(
        None, description="Absent: now. In the past only while no receipt from then on has earned by the programme."
    )
    pilot: JsonValue = Field(None, description="For a group of members first: not in this version.")


class Depth(BaseModel):
    """How much a programme tells of itself."""

    depth: Literal["poster", "member", "manager"] = Field(
        "member",
        description="poster: a short line each; member: what one gets, when and how often; manager: everything.",
    )


class Finding(Told):
    """Something a careful reader would say about a document."""

    level: str = Field(examples=["warning"])
    field: str
    pointer: str = Field(examples=["/earn/0/give"], description="The place in the document (RFC 6901).")
    code: str
    detail: str


class Version(Told):
    """A published version."""

    number: int
    live_from: datetime
    live: bool = Field(description="Whether it is the one that counts now.")
    published_at: datetime
    published_by: str


class Versions(Told):
    """A page of versions, newest first."""

    items: list[Version]
    next: str | None


class Sentence(Told):
    """What the live version says of one of its parts."""

    kind: str = Field(description="rule, group, promotion, limit, margin, wallet or programme")
    subject: str
    text: str


class Summary(Told):
    """A programme in a list."""

    id: str
    live_version: int | None
    live_from: datetime | None
    has_draft: bool
    ended_at: datetime | None
    edition: int


class Summaries(Told):
    """A page of programmes."""

    items: list[Summary]
    next: str | None


class Programme(Summary):
    """A programme: the document that is live, the draft being worked on, and the live one in words."""

    document: JsonValue = Field(description="The live document as JSON; null before the first version is live.")
    draft: str | None = Field(description="The text being worked on, as it was written.")
    sentences: list[Sentence]
    findings: list[Finding] = Field(description="What a careful reader would say about the draft.")
