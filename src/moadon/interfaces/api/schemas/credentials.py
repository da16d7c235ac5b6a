"""By what members prove to be themselves."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from moadon.interfaces.api.schemas.values import LONGEST, Decimal, Flag, Sent, Told

Purpose = Literal["spend", "pin", "device"]
Typed = Annotated[str, Field(min_length=1, max_length=40)]


class NewCode(Sent):
    """A one-time code to be sent to a member."""

    purpose: Purpose = Field("spend", description="To spend value, to set a PIN, or to pair a device.")
    wallet: Annotated[str, Field(min_length=1, max_length=64)] | None = Field(
        None, description="With `amount`: the code is good for so much of this wallet at most, and for nothing else."
    )
    amount: Decimal | None = None


class SentCode(Told):
    """A code that is on its way. Nobody but the member is told what it is."""

    id: str = Field(examples=["otc_0c5z3k7q1m9xw"])
    purpose: Purpose
    channel: str = Field(examples=["email"])
    expires_at: datetime


class NewPin(Sent):
    """A PIN that the member has chosen."""

    pin: Typed = Field(description="4 to 8 digits: not in a row, no birthday, no part of the phone's number.")
    code: Typed | None = Field(
        None, description="The code that was sent to the member for it. Absent: for keys that may manage credentials."
    )


class NewDevice(Sent):
    """A phone that is to show codes."""

    name: Annotated[str, Field(max_length=LONGEST)] = Field("", description="What the member calls it.")
    code: Typed | None = Field(
        None, description="The code that was sent to the member for it. Absent: for keys that may manage credentials."
    )


class NewCodePage(Sent):
    """A page that shows codes on any phone, for a member without an app."""

    name: Annotated[str, Field(max_length=LONGEST)] = Field("", description="What the member calls it.")
    send: Flag = Field(False, description="Send the link to the member instead of telling it in the answer.")


class Device(Told):
    """A member's phone that shows codes."""

    id: str = Field(examples=["dev_0c5z3k7q1m9xw"])
    name: str
    paired_at: datetime
    used_at: datetime | None = Field(description="When a code of it was last used.")
    page: bool = Field(description="Whether it is a page of ours that was opened by a link.")


class PairedDevice(Device):
    """A phone that was paired. Its secret is in this answer and nowhere else."""

    secret: str | None = Field(description="Base 64, 32 bytes; null when the answer is told again.")
    step_seconds: int


class OpenedCodePage(Device):
    """A page that was opened. Its link is in this answer and nowhere else."""

    link: str | None = Field(
        description="Where it is, behind the address of the site; null when it was sent, or the answer is told again."
    )


class Credentials(Told):
    """How a member can prove to be themself."""

    pin_set_at: datetime | None
    pin_set_by: str | None = Field(description="member or office; null without a PIN.")
    locked_until: datetime | None = Field(description="After too many wrong proofs nothing is judged before.")
    devices: list[Device]
