"""The till's story: quote, commit, give back, exchange, cancel."""

from moadon.flows.till.exchanging import exchange
from moadon.flows.till.quoting import quote
from moadon.flows.till.returns import give_back
from moadon.flows.till.selling import commit

__all__ = ["commit", "exchange", "give_back", "quote"]
