"""The wallets that a programme fills."""

from typing import Annotated, Literal

from pydantic import Field

from moadon.engine.rules.document.part import Expires, Part, Text
from moadon.engine.rules.values import Amount


class PointsWallet(Part):
    """Points, on the club's own terms. `worth` is what one point pays, in the programme's currency."""

    kind: Literal["points"]
    name: Text | None = None
    worth: Amount | None = None
    decimals: Annotated[int, Field(strict=True, ge=0, le=2)] = 0
    expires: Expires | None = None


class CreditWallet(Part):
    """Money to spend in the shops, in the programme's currency."""

    kind: Literal["credit"]
    name: Text | None = None
    expires: Expires | None = None


WalletPart = Annotated[PointsWallet | CreditWallet, Field(discriminator="kind")]
