"""What is counted where receipts are committed, for `/metrics`: how many, how many at once, how long it took."""

from collections.abc import Sequence

from prometheus_client import Counter, Histogram

from moadon.flows.till.types import Committed
from moadon.kernel.refusals import Refused

RECEIPTS = Counter("moadon_receipts", "Receipts of tills and batches, by what became of them.", ["outcome"])
AT_ONCE = Histogram(
    "moadon_commit_receipts", "Receipts in one commit.", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000)
)
SECONDS = Histogram(
    "moadon_commit_seconds",
    "Seconds that a commit of receipts took.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
_COMMITTED, _REPLAYED, _REFUSED = (RECEIPTS.labels(outcome) for outcome in ("committed", "replayed", "refused"))


def count(outcomes: Sequence[Committed | Refused], seconds: float) -> None:
    """Count one commit."""
    refused = sum(1 for outcome in outcomes if isinstance(outcome, Refused))
    replayed = sum(1 for outcome in outcomes if isinstance(outcome, Committed) and outcome.replayed)
    for counter, number in ((_REFUSED, refused), (_REPLAYED, replayed)):
        if number:
            counter.inc(number)
    _COMMITTED.inc(len(outcomes) - refused - replayed)
    AT_ONCE.observe(len(outcomes))
    SECONDS.observe(seconds)
