"""What a club calls the goods and branches that its programmes name by code."""

from collections.abc import Iterable, Iterator, Mapping

from moadon.apps.catalogue import queries as catalogue
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import ClubInfo
from moadon.engine.rules import Document, Reason
from moadon.engine.rules.explain.codes import codes_in
from moadon.kernel.sentences import Message
from moadon.store import club_transaction

Names = Mapping[tuple[str, str], str]
"""What codes are called, by kind (`sku`, `category`, `branch`) and code."""


def names_in(club: ClubInfo, *documents: Document) -> Names:
    """What the codes that these documents name are called. At most three statements."""
    return _names(club, codes_in(*documents))


def names_told(club: ClubInfo, messages: Iterable[Message]) -> Names:
    """What the codes in these messages are called. At most three statements."""
    found: dict[str, set[str]] = {}
    for message in messages:
        for kind, code in _codes(message):
            found.setdefault(kind, set()).add(code)
    return _names(club, found)


def names_of_reasons(club: ClubInfo, trees: Iterable[Reason]) -> Names:
    """What the codes in these trees are called. At most three statements."""
    return names_told(club, (why for tree in trees for why in _whys(tree)))


def _whys(tree: Reason) -> Iterator[Message]:
    yield tree.why
    for inner in tree.within:
        yield from _whys(inner)


def _codes(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Message):
        for param in value.params.values():
            yield from _codes(param)
    elif isinstance(value, tuple | list):
        if len(value) == 3 and value[0] == "code":
            yield str(value[1]), str(value[2])
        else:
            for one in value:
                yield from _codes(one)


def _names(club: ClubInfo, codes: Mapping[str, set[str]]) -> Names:
    ask = {"sku": catalogue.product_names, "category": catalogue.category_names, "branch": clubs.branch_names}
    found: dict[tuple[str, str], str] = {}
    with club_transaction(club.id):
        for kind, names_of in ask.items():
            if codes.get(kind):
                found.update({(kind, code): name for code, name in names_of(codes[kind]).items() if name})
    return found
