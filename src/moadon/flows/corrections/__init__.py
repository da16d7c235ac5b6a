"""Balances corrected by hand: within one's limit at once, above it by a second person (semantics 32)."""

from moadon.flows.corrections.asking import CorrectionDraft, ask_correction
from moadon.flows.corrections.deciding import approve, refuse, withdraw

__all__ = ["CorrectionDraft", "approve", "ask_correction", "refuse", "withdraw"]
