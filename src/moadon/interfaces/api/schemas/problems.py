"""What a refusal looks like."""

from pydantic import Field

from moadon.interfaces.api.schemas.values import Told


class Fault(Told):
    """One thing that is wrong."""

    field: str | None = Field(examples=["lines.0.quantity"])
    pointer: str | None = Field(
        None, examples=["/earn/0/give"], description="The place in a programme document (RFC 6901)."
    )
    code: str
    detail: str


class Problem(Told):
    """Why a request was refused (RFC 9457). `code` is stable; `detail` is in the caller's language."""

    type: str = Field(examples=["/problems/unknown_branch"])
    title: str
    status: int
    code: str = Field(examples=["unknown_branch"])
    detail: str
    errors: list[Fault]
    kinds: list[str] | None = Field(None, description="With `proof_needed`: the proofs that the club takes.")
    earliest: str | None = Field(None, description="With `notice_needed`: the first moment that may be asked for.")
