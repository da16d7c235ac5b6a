"""Coupons of a basket, and those that go with a receipt."""

from datetime import datetime

from pydantic import Field

from moadon.interfaces.api.schemas.values import Told


class RuleNamed(Told):
    """A rule or promotion of a programme."""

    programme: str
    rule: str


class ShownCoupon(Told):
    """One coupon of the basket: whether it opened something. A code is used up by a receipt on which it did."""

    coupon: str
    applied: bool
    rules: list[RuleNamed] = Field(description="What it opened.")
    code: str | None = Field(
        description="Why it did not; null where it did. `coupon_given_again`: it did, with a code used up before.",
        examples=["coupon_used"],
    )
    why: str


class PrintedCoupon(Told):
    """A code that goes with the receipt, to be printed under it."""

    code: str
    text: str = Field(description="The code in groups, as people read it.", examples=["ABCD-EFGH-JKLMNP"])
    name: str = Field(description="What the club calls it.")
    words: str = Field(description="What it gives, in the caller's language.")
    valid_until: datetime | None = Field(description="From then on it works no more; null: without an end.")
