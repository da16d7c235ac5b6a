"""What is wrong, or worth a second look, in a programme document."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message

Level = Literal["error", "warning"]

MOST_ERRORS = 100
"""So many errors of a document are told: more than anybody mends at once. Looking for more would only take time."""

MOST_COMPARED = 200
"""With so many known words at the most a misspelt one is compared."""

LONGEST_PART = 120
"""A key may be of any length; in a pointer it is cut here, above anything that the format allows."""


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
        errors = [finding for finding in self.findings if finding.level == "error"]
        super().__init__("invalid_document", n=min(len(errors), MOST_ERRORS))

    def __str__(self) -> str:
        return "; ".join(f"{finding.pointer or '/'} {finding.code}" for finding in self.findings)


def first_errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """`findings` up to `MOST_ERRORS` errors; where there are more, the last one says so and no more are looked for."""
    found: list[Finding] = []
    errors = 0
    for finding in findings:
        if finding.level == "error":
            if errors == MOST_ERRORS:
                return (*found, error("", "more_errors", n=MOST_ERRORS))
            errors += 1
        found.append(finding)
    return tuple(found)


def pointer(*parts: object) -> str:
    """The JSON pointer to `parts`: `pointer("earn", 0, "id") == "/earn/0/id"`."""
    return "".join("/" + str(part)[:LONGEST_PART].replace("~", "~0").replace("/", "~1") for part in parts)


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
    word, words = str(given)[:60].lower(), list(known)
    if len(words) > MOST_COMPARED:
        words = [one for one in words if one[:1] == word[:1]][:MOST_COMPARED]
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    return close[0] if close else ""
