"""What a document says in words, part by part, and what is wrong with it: told while it is being written.

A fault in one part does not silence the others: what is at fault is left out, and the rest tells itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes import queries as programmes
from moadon.engine.rules import Finding, InvalidDocument, Programme, compile_programme
from moadon.engine.rules.explain import Sentence, explain
from moadon.engine.rules.findings import pointer
from moadon.flows import publishing
from moadon.flows.naming import names_in
from moadon.ui import marks
from moadon.ui.words import tell

_SECTION_OF: Mapping[str, tuple[str, ...]] = {
    "rule": ("earn",),
    "promotion": ("promotions",),
    "group": ("groups",),
    "ladder": ("tiers",),
    "tier": ("tiers",),
    "level": ("tiers",),
    "wallet": ("wallets",),
    "margin": ("margin",),
    "limit": ("limits",),
    "limits": ("limits",),
}
"""Where the parts stand that sentences of a kind are about."""
_ROUNDS = 4


@dataclass
class Said:
    """`sentences` by the pointer of their part, `findings` as they were found; `whole`: it could go live."""

    findings: Sequence[Finding]
    sentences: Mapping[str, Sequence[SafeString]] = field(default_factory=dict)
    whole: bool = False
    programme: Programme | None = None


def say(club: ClubInfo, document: Mapping[str, Any]) -> Said:
    """Judge `document` and tell it in the reader's language. Six statements at most for each try."""
    try:
        parsed, warnings = publishing.read_programme(club, document)
    except InvalidDocument as invalid:
        return Said(invalid.findings, _rest(club, document, invalid.findings))
    programme = compile_programme(parsed, programmes.clock_of(club))
    return Said(warnings, by_part(club, programme, document), True, programme)


def _rest(club: ClubInfo, document: Mapping[str, Any], findings: Sequence[Finding]) -> dict[str, list[SafeString]]:
    """What the parts say that nothing is wrong with."""
    kept = mended(club, document, findings)
    if kept is None:
        return {}
    parsed, _warnings = publishing.read_programme(club, kept)
    return by_part(club, compile_programme(parsed, programmes.clock_of(club)), document)


def mended(club: ClubInfo, document: Mapping[str, Any], findings: Sequence[Finding]) -> Mapping[str, Any] | None:
    """`document` without the parts that `findings` are about, so that it could go live; None where that cannot be."""
    kept: Mapping[str, Any] = document
    for _round in range(_ROUNDS):
        left = _without(kept, [one.pointer for one in findings if one.level == "error"], club.languages)
        if left is None:
            return None
        kept = left
        try:
            publishing.read_programme(club, kept)
        except InvalidDocument as invalid:
            findings = invalid.findings
        else:
            return kept
    return None


def _without(document: Mapping[str, Any], errors: Iterable[str], languages: Sequence[str]) -> Mapping[str, Any] | None:
    """`document` less the parts at fault; None where the fault is not in a part that can be left out."""
    found = {tuple(where.split("/")[1:3]) or ("",) for where in errors}
    kept = dict(document)
    for section, *rest in found:
        held = kept.get(section)
        if section == "name":
            kept["name"] = dict.fromkeys(languages, "-")
        elif section in ("", "format", "id", "currency"):
            return None
        elif not rest or not isinstance(held, list | dict):
            kept.pop(section, None)
    for section in {where[0] for where in found if len(where) > 1}:
        dropped = {where[1] for where in found if where[0] == section and len(where) > 1}
        held = kept.get(section)
        if isinstance(held, list):
            kept[section] = [part for n, part in enumerate(held) if str(n) not in dropped]
        elif isinstance(held, dict) and section != "name":
            kept[section] = {key: part for key, part in held.items() if key not in dropped}
            if section in ("limits", "base") and not kept[section]:
                del kept[section]
    return kept


def by_part(club: ClubInfo, programme: Programme, document: Mapping[str, Any]) -> dict[str, list[SafeString]]:
    """The sentences of a programme under the pointers that their parts have in `document`; goods and branches as the
    club calls them. Three statements at most."""
    where, speaker = _places(document), marks.speaker().calling(names_in(club, programme.document))
    found: dict[str, list[SafeString]] = {}
    for sentence in explain(programme, speaker, "manager"):
        found.setdefault(_place_of(sentence, where), []).append(marks.told(sentence.text))
    return found


def _place_of(sentence: Sentence, where: Mapping[tuple[str, str], str]) -> str:
    for section in _SECTION_OF.get(sentence.kind, ()):
        for key in (sentence.subject, sentence.subject.partition("/")[0], sentence.subject.partition(".")[0]):
            if (section, key) in where:
                return where[section, key]
        return pointer(section)
    return ""


def _places(document: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """The pointer of every part by its section and id; levels lead to their ladder."""
    found: dict[tuple[str, str], str] = {}
    for section, held in document.items():
        if isinstance(held, list):
            for n, part in enumerate(held):
                if isinstance(part, dict):
                    found[section, str(part.get("id") or part.get("of", "basket"))] = pointer(section, n)
                    for level in part.get("levels") or () if section == "tiers" else ():
                        if isinstance(level, dict):
                            found.setdefault((section, str(level.get("id"))), pointer(section, n))
        elif section == "wallets" and isinstance(held, dict):
            found |= {(section, key): pointer(section, key) for key in held}
    return found


def finding_words(finding: Finding) -> SafeString:
    """What a finding says to the reader."""
    return marks.told(tell(finding.message, marks.speaker()))
