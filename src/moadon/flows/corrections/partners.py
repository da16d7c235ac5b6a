"""Who is on the other side of a transfer, as much of it as a member may read."""

from collections.abc import Iterable

from moadon.apps.corrections import transfers
from moadon.apps.members import queries as members
from moadon.kernel.sentences import Message

HIDDEN = "•••"
_NAMED = {"transfer.out": "transfer.out_to", "transfer.into": "transfer.into_from"}


def masked(name: str) -> str:
    """A name of which each word keeps its first letter: "D••• L•••"; of nobody known, dots alone."""
    return " ".join(f"{word[0]}{HIDDEN}" for word in name.split()) or HIDDEN


def partners_named(transactions: Iterable[int]) -> dict[int, str]:
    """By transaction of the books the masked name of the other member. Two statements, or none for none.

    It is read now and kept nowhere: who is erased has no name any more.
    """
    asked = set(transactions)
    if not asked:
        return {}
    found = transfers.partners(asked)
    names = members.names_of(found.values())
    return {transaction: masked(names.get(member, "")) for transaction, member in found.items()}


def with_partner(why: Message | None, name: str) -> Message:
    """The reason that the books keep, with the other member named."""
    key = why.key if why else "transfer.out"
    return Message(_NAMED.get(key, key), {"member": name})
