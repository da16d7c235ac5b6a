"""Keys by which fields are sealed: told apart by what they are, the newest one last."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Ring:
    """Secret keys by their id, in the order in which they were made. An id is told by the key itself, so no other key
    is taken for it.
    """

    keys: Mapping[bytes, bytes]

    @property
    def newest(self) -> bytes:
        """The id of the key that was made last."""
        return next(reversed(list(self.keys)))

    def __contains__(self, key_id: object) -> bool:
        return key_id in self.keys

    def __iter__(self) -> Iterator[bytes]:
        """Ids, the newest first: what is asked for is likely to be sealed with it."""
        return reversed(list(self.keys))
