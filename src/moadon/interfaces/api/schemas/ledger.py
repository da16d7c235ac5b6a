"""The books as others check them."""

from datetime import datetime

from pydantic import BaseModel, Field

from moadon.interfaces.api.schemas.values import Told

_NOTE = "example.org/club\n42\nqX8mJ...=\nsealed 2026-11-22T10:15:00Z\n\n— example.org Az3gr...=\n"


class Checkpoint(Told):
    """How many entries are sealed, and the root of the tree over them, signed."""

    origin: str = Field(
        description="What names the tree of this club.", examples=["example.org/style/clb_0c5z3k7q1m9xw"]
    )
    size: int = Field(description="Entries in the tree.", examples=[42])
    root: str = Field(description="The root over them (RFC 6962, SHA-256), in base64.")
    sealed_at: datetime
    note: str = Field(
        description="The checkpoint as C2SP tlog-checkpoint has it: keep it word for word.", examples=[_NOTE]
    )
    key: str = Field(description="The public key that has signed it: name+id+key.")


class EntryProof(Told):
    """That an entry is in the tree of a checkpoint."""

    entry: str = Field(examples=["ent_0c5z3k7q1m9xw"])
    number: int = Field(description="Its place among the leaves, from 0.")
    text: str = Field(description="What is hashed as the leaf, word for word.")
    proof: list[str] = Field(description="The hashes beside the way from the leaf to the root, in base64.")
    checkpoint: Checkpoint


class Consistency(Told):
    """That one checkpoint is the beginning of another: nothing before it was changed."""

    old: int
    size: int
    proof: list[str] = Field(description="Hashes as RFC 9162, 2.1.4, has them, in base64.")


class Line(Told):
    """An entry with its proof."""

    number: int
    text: str
    why: object = Field(
        description="The sentence of the entry, as a key and its figures, that `text` has the digest of."
    )
    proof: list[str]


class Statement(Told):
    """All sealed lines of a member with their proofs: a file for `verify_ledger.py`."""

    format: str = Field(examples=["moadon/statement/1"])
    key: str
    checkpoint: str
    lines: list[Line]


class CheckpointWanted(BaseModel):
    """Which checkpoint; the newest where nothing is said."""

    size: int | None = Field(None, ge=1, le=10**15, description="Of so many entries. Default: the newest.")


class ConsistencyWanted(BaseModel):
    """Between which checkpoints."""

    old: int = Field(ge=1, le=10**15, description="The size of the earlier checkpoint.")
    size: int | None = Field(None, ge=1, le=10**15, description="The size of the later one. Default: the newest.")
