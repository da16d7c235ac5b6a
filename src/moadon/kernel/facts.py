"""Something that happened and that others may want to know: written in the transaction of the thing itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """`name` is past tense in CamelCase ("ReceiptCommitted"); `subject` is the id of what it is about.

    `data` holds plain JSON values and no personal data: whoever needs more reads it from the books.
    """

    name: str
    subject: str
    at: datetime
    data: Mapping[str, object] = field(default_factory=dict)
