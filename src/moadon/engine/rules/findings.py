"""What is wrong, or worth a second look, in a programme document."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`pointer` is the JSON pointer (RFC 6901) of the place, `code` is stable, `message` says the way out."""

    level: Level
    pointer: str
    code: str
    message: Message


class InvalidDocument(Refused):
    """A programme document with at least one error. `findings` holds all of them, warnings too."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("invalid_document", n=sum(finding.level == "error" for finding in self.findings))

    def __str__(self) -> str:
        return "; ".join(f"{finding.pointer or '/'} {finding.code}" for finding in self.findings)


def pointer(*parts: object) -> str:
    """The JSON pointer to `parts`: `pointer("earn", 0, "id") == "/earn/0/id"`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def error(where: str, code: str, **params: object) -> Finding:
    """A finding that keeps the document from going live."""
    return Finding("error", where, code, _message(code, params))


def warning(where: str, code: str, **params: object) -> Finding:
    """A finding that a manager should read before publishing."""
    return Finding("warning", where, code, _message(code, params))


def _message(code: str, params: dict[str, object]) -> Message:
    return Message(f"finding.{code}.meant" if params.get("meant") else f"finding.{code}", params)


def nearest(given: object, known: Iterable[str]) -> str:
    """The known word that `given` was probably meant to be, or an empty text."""
    close = get_close_matches(str(given)[:60].lower(), list(known), n=1, cutoff=0.6)
    return close[0] if close else ""
