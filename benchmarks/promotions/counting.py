"""Run by `served`: the statements per quote and per receipt of each club that is named, as `slug:member`."""

import json
import sys
from datetime import UTC, datetime

from benchmarks.promotions.load import LINES


def _measure(asked: list[str]) -> dict[str, list[int]]:
    """Statements per quote and per receipt of each club."""
    import django

    django.setup()
    from benchmarks.statements import counted
    from moadon.apps.clubs.queries import club_by_slug
    from moadon.apps.clubs.types import SYSTEM
    from moadon.flows.till import commit, quote
    from moadon.flows.till.reading import read_receipt

    found: dict[str, list[int]] = {"a quote": [], "a receipt": [], "100 receipts at once": []}
    for one in asked:
        slug, member = one.split(":")
        club = club_by_slug(slug)

        def draft(number: int, club=club, member=member):
            return read_receipt(_receipt(number, member), club, key=f"k{number}")

        def sell(first: int, count: int, club=club, draft=draft) -> None:
            for outcome in commit(club, [draft(first + n) for n in range(count)], SYSTEM):
                assert hasattr(outcome, "answer"), outcome

        sell(1, 1)  # works out what the process remembers
        assert json.loads(quote(club, draft(2)))["awards"], "no programme is live"
        found["a quote"].append(counted(lambda club=club, draft=draft: quote(club, draft(2))))
        found["a receipt"].append(counted(lambda sell=sell: sell(3, 1)))
        found["100 receipts at once"].append(counted(lambda sell=sell: sell(100, 100)))
    return found


def _receipt(number: int, member: str) -> dict[str, object]:
    lines = [
        {"id": str(n), "sku": f"S{1 + (number * LINES + n) % 100}", "quantity": "2", "unit_price": "39.90"}
        for n in range(LINES)
    ]
    at = datetime.now(UTC).isoformat()
    return {"number": str(number), "at": at, "branch": "tlv", "till": "T1", "member": member, "lines": lines}


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1:])))
