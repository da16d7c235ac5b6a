"""Proof before burning: above the club's floor value leaves a member's wallets only by proof that it is them."""

from moadon.flows.credentials.guard import Guard, Spent, ask_guard
from moadon.flows.credentials.requiring import Wanted, require
from moadon.flows.credentials.showing import Shown, prove

__all__ = ["Guard", "Shown", "Spent", "Wanted", "ask_guard", "prove", "require"]
