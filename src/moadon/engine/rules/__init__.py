"""The rules of a programme: parsed and compiled once, then pure functions from baskets to what they earn."""

from moadon.engine.rules.base import kept_payments, paid_by_club, share_of
from moadon.engine.rules.basket import (
    NO_PERIOD,
    NOBODY,
    NOTHING_STORED,
    NOTHING_YET,
    PRICE,
    Applied,
    Basket,
    Below,
    Buyer,
    Clock,
    Earning,
    Evaluation,
    Floor,
    Gift,
    Line,
    LineDiscount,
    LineOutcome,
    Margin,
    Near,
    NotApplied,
    Offer,
    Payment,
    Progress,
    ProgressKey,
    Redemption,
    Standing,
    Stored,
)
from moadon.engine.rules.check import check
from moadon.engine.rules.compile import compile_programme
from moadon.engine.rules.document import Document
from moadon.engine.rules.evaluate import Asked, evaluate, evaluate_all
from moadon.engine.rules.events import Event, EventVerdict, evaluate_event, undo_event
from moadon.engine.rules.expiry import AWAITED, Term
from moadon.engine.rules.explain import Depth, Sentence, explain
from moadon.engine.rules.explain.reasons import Reason, reasons, reasons_of
from moadon.engine.rules.explain.reasons.depth import at_depth
from moadon.engine.rules.findings import Finding, InvalidDocument
from moadon.engine.rules.limits import LIMIT_MARK
from moadon.engine.rules.offered import OfferedRows, offered, offered_rows
from moadon.engine.rules.parse import parse, parse_and_check
from moadon.engine.rules.phrases import catalogue
from moadon.engine.rules.programme import Programme, Rule, Wallet
from moadon.engine.rules.promotions.again import Given, Left, counted_by, judge_again
from moadon.engine.rules.reassess import reassess, reassess_tiers
from moadon.engine.rules.reserved import GIFT_CARD, LOADED, RESERVED, RETURN_CREDIT, reserved_wallets
from moadon.engine.rules.schema import json_schema
from moadon.engine.rules.settle import settle
from moadon.engine.rules.tiers.ahead import Ahead, falls, next_turn, projected
from moadon.engine.rules.tiers.counts import earned_besides
from moadon.engine.rules.tiers.holding import Anchor, ByHand, Known, Stand, level_at, review, start_level, sums_on
from moadon.engine.rules.tiers.ladder import NONE, TIER_MARK, Demand, Ladder, Level, Sums, reached
from moadon.engine.rules.tiers.spans import wanted

__all__ = [
    "AWAITED",
    "GIFT_CARD",
    "LIMIT_MARK",
    "LOADED",
    "NOBODY",
    "NONE",
    "NOTHING_STORED",
    "NOTHING_YET",
    "NO_PERIOD",
    "PRICE",
    "RESERVED",
    "RETURN_CREDIT",
    "TIER_MARK",
    "Ahead",
    "Anchor",
    "Applied",
    "Asked",
    "Basket",
    "Below",
    "Buyer",
    "ByHand",
    "Clock",
    "Demand",
    "Depth",
    "Document",
    "Earning",
    "Evaluation",
    "Event",
    "EventVerdict",
    "Finding",
    "Floor",
    "Gift",
    "Given",
    "InvalidDocument",
    "Known",
    "Ladder",
    "Left",
    "Level",
    "Line",
    "LineDiscount",
    "LineOutcome",
    "Margin",
    "Near",
    "NotApplied",
    "Offer",
    "OfferedRows",
    "Payment",
    "Programme",
    "Progress",
    "ProgressKey",
    "Reason",
    "Redemption",
    "Rule",
    "Sentence",
    "Stand",
    "Standing",
    "Stored",
    "Sums",
    "Term",
    "Wallet",
    "at_depth",
    "catalogue",
    "check",
    "compile_programme",
    "counted_by",
    "earned_besides",
    "evaluate",
    "evaluate_all",
    "evaluate_event",
    "explain",
    "falls",
    "json_schema",
    "judge_again",
    "kept_payments",
    "level_at",
    "next_turn",
    "offered",
    "offered_rows",
    "paid_by_club",
    "parse",
    "parse_and_check",
    "projected",
    "reached",
    "reasons",
    "reasons_of",
    "reassess",
    "reassess_tiers",
    "reserved_wallets",
    "review",
    "settle",
    "share_of",
    "start_level",
    "sums_on",
    "undo_event",
    "wanted",
]
