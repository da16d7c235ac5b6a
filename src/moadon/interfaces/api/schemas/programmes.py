"""Programmes: documents, versions, and what they say in words."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from moadon.interfaces.api.schemas.values import JsonValue, Sent, Told


class Document(Sent):
    """A programme document. The full shape is `GET /programme-schema`; YAML is taken as `application/yaml`."""

    model_config = ConfigDict(extra="allow")

    format: str = Field(examples=["moadon/programme/1"])
    id: str = Field(examples=["fashion"])


class Depth(BaseModel):
    """How much a programme tells of itself."""

    depth: Literal["poster", "member", "manager"] = Field(
        "member",
        description="poster: a short line each; member: what one gets, when and how often; manager: everything.",
    )


class TermsWanted(BaseModel):
    """In which language."""

    language: Literal["en", "he", "fa"] | None = Field(None, description="Absent: that of `Accept-Language`.")


class Terms(Told):
    """A draft of the club's terms. `warning` must be shown with it."""

    programme: str
    version: int | None = Field(description="The version it was written from; null: a draft of the programme.")
    language: str
    title: str
    warning: str = Field(description="That it is a draft for a lawyer's eyes.")
    markdown: str


class Words(Told):
    """The same in every language."""

    en: str
    he: str
    fa: str


class Template(Told):
    """A ready programme."""

    id: str = Field(examples=["fashion"])
    name: Words
    about: Words = Field(description="In one line.")
    document: JsonValue = Field(description="The whole document, with amounts in the club's currency.")


class Templates(Told):
    """Every template."""

    items: list[Template]
    next: str | None


class Finding(Told):
    """Something a careful reader would say about a document."""

    level: str = Field(examples=["warning"])
    field: str
    pointer: str = Field(examples=["/earn/0/give"], description="The place in the document (RFC 6901).")
    code: str
    detail: str


class Sentence(Told):
    """What the live version says of one of its parts."""

    kind: str = Field(description="rule, group, promotion, limit, margin, wallet or programme")
    subject: str
    text: str


class Summary(Told):
    """A programme in a list."""

    id: str
    state: str = Field(description="live, pilot, scheduled, ended, checked (a draft that could go live) or draft")
    live_version: int | None
    live_from: datetime | None
    pilots: list[int] = Field(description="Versions that some members have.")
    scheduled: list[int] = Field(description="Versions whose moment lies ahead.")
    has_draft: bool
    ended_at: datetime | None = Field(description="May lie ahead.")
    updated_at: datetime
    updated_by: str = Field(description="Who changed it last.")
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
