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
from moadon.engine.rules.events import Event, EventVerdict, evaluate_event
from moadon.engine.rules.expiry import AWAITED, Term
from moadon.engine.rules.explain import Sentence, explain
from moadon.engine.rules.findings import Finding, InvalidDocument
from moadon.engine.rules.limits import LIMIT_MARK
from moadon.engine.rules.parse import parse
from moadon.engine.rules.phrases import catalogue
from moadon.engine.rules.programme import Programme, Rule, Wallet
from moadon.engine.rules.promotions.again import Given, Left, counted_by, judge_again
from moadon.engine.rules.reassess import reassess
from moadon.engine.rules.schema import json_schema
from moadon.engine.rules.settle import settle

__all__ = [
    "AWAITED",
    "LIMIT_MARK",
    "NOBODY",
    "NOTHING_STORED",
    "NOTHING_YET",
    "NO_PERIOD",
    "PRICE",
    "Applied",
    "Asked",
    "Basket",
    "Below",
    "Buyer",
    "Clock",
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
    "Left",
    "Line",
    "LineDiscount",
    "LineOutcome",
    "Margin",
    "Near",
    "NotApplied",
    "Offer",
    "Payment",
    "Programme",
    "Progress",
    "ProgressKey",
    "Redemption",
    "Rule",
    "Sentence",
    "Standing",
    "Stored",
    "Term",
    "Wallet",
    "catalogue",
    "check",
    "compile_programme",
    "counted_by",
    "evaluate",
    "evaluate_all",
    "evaluate_event",
    "explain",
    "json_schema",
    "judge_again",
    "kept_payments",
    "paid_by_club",
    "parse",
    "reassess",
    "settle",
    "share_of",
]
