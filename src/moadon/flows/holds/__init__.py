"""Value set aside and what becomes of it: a hold ends once, as posted, voided or expired (semantics 11)."""

from moadon.flows.holds.bearing import CardShown
from moadon.flows.holds.ending import post_hold, void_hold
from moadon.flows.holds.placing import LONGEST, HoldDraft, place_hold

__all__ = ["LONGEST", "CardShown", "HoldDraft", "place_hold", "post_hold", "void_hold"]
