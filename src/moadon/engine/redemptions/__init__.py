"""What members can have for what they have saved: prices, who may have it, and how a redemption goes on."""

from moadon.engine.redemptions.offers import Asked, Offer, Stocked, Way, why_not
from moadon.engine.redemptions.stages import CAN_END, OPEN, STAGES, UNDONE, Stage, check_step

__all__ = ["CAN_END", "OPEN", "STAGES", "UNDONE", "Asked", "Offer", "Stage", "Stocked", "Way", "check_step", "why_not"]
