"""What the format promises and this version cannot do yet: refused by name, never skipped."""

from collections.abc import Iterator

from moadon.engine.rules.document import Document
from moadon.engine.rules.findings import Finding, error, pointer


def not_in_this_version(document: Document) -> Iterator[Finding]:
    """Errors at each part that cannot be run."""
    for key, wallet in document.wallets.items():
        if wallet.expires is not None and wallet.expires.tiers is not None:
            yield _later(pointer("wallets", key, "expires", "tiers"), "tiers")
    if document.tiers:
        yield _later("/tiers", "tiers")


def _later(where: str, key: str) -> Finding:
    return error(where, "not_in_this_version", key=key)
