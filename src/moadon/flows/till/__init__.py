"""The till's story: quote, commit, give back, cancel."""

from moadon.flows.till.commit import commit
from moadon.flows.till.quote import quote
from moadon.flows.till.returns import give_back

__all__ = ["commit", "give_back", "quote"]
