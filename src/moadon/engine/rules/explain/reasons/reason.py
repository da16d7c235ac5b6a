"""One branch of a reason tree."""

from typing import Literal, NamedTuple

from moadon.kernel.sentences import Message

Kind = Literal[
    "programme", "group", "promotion", "rule", "condition", "goods", "limit", "amount", "line", "near", "floor", "kept"
]


class Reason(NamedTuple):
    """Why something is as it is, in numbers.

    `subject`: the id of a programme, group, promotion, rule or line, the code of a condition, the kind of a limit, what
    a floor is of: `basket`, a category or a line.
    `holds`: whether it gave something, or a condition held; None where that is no question. `within`: what led to it.
    """

    kind: Kind
    subject: str
    holds: bool | None
    why: Message
    within: tuple["Reason", ...] = ()
