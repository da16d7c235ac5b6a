"""What is asked of a quote: a basket, and by which version and for whom it is tried."""

from typing import Literal

from pydantic import Field

from moadon.interfaces.api.schemas.reasons import Reason
from moadon.interfaces.api.schemas.receipts import Basket, Evaluation
from moadon.interfaces.api.schemas.values import Day, Flag, JsonValue, Sent, Told


class ProofNeeded(Told):
    """That the member has to prove to be themself before this is spent, and which proofs the club takes."""

    kinds: list[Literal["code", "pin", "device"]]
    why: str


class Quote(Evaluation):
    """What the live programmes would say about a basket."""

    proof_needed: ProofNeeded | None = Field(
        None, description="With what to send `proof` in `redeem`; null where the commit will ask for none."
    )
    reasons: list[Reason] | None = Field(None, description="One tree for each live programme; only with `reasons`.")


class TriedVersion(Sent):
    """What a basket is tried by: a version or the draft of a programme, or a whole document that is kept nowhere."""

    programme: str | None = Field(None, examples=["fashion"])
    version: int | None = Field(None, ge=1, le=2**31 - 1, examples=[3])
    draft: Flag = False
    document: JsonValue = Field(
        None, description="A programme document, as a JSON object or as text. For keys that may write programmes."
    )
    alone: Flag = Field(False, description="Leave the club's other live programmes out.")


class MadeUpMember(Sent):
    """Somebody who is no member, to see what one like that would get."""

    levels: dict[str, str] = Field({}, max_length=20, description="By ladder.", examples=[{"main": "silver"}])
    segments: list[str] = Field([], max_length=100)
    birth_date: Day | None = None
    joined: Day | None = None
    first_purchase: Flag = Field(False, description="Has bought nothing before.")
    balances: dict[str, str] = Field({}, max_length=50, description="By wallet.", examples=[{"points": "120"}])


class QuotedBasket(Basket):
    """A basket to be quoted."""

    programme_version: TriedVersion | None = Field(
        None, description="Try the basket by this instead of what is live. For keys that may read programmes."
    )
    made_up: MadeUpMember | None = Field(None, description="In place of `member`.")
