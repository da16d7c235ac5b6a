"""The draft of a club's terms, written from the programme that runs: numbered clauses, for a lawyer's eyes (C7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from moadon.engine.rules.explain import Sentence, explain
from moadon.engine.rules.explain.teller import Teller, names_of
from moadon.engine.rules.phrases import word
from moadon.engine.rules.programme import Programme
from moadon.kernel.sentences import Speaker

_ISRAEL = "IL"
_MONTHS_OF_NOTICE = 3
"""What section 16A of the Israeli Consumer Protection Law asks for a change that is worse for members."""


@dataclass(frozen=True, slots=True)
class Party:
    """Whose terms they are: the club's name, the country whose law is asked (ISO 3166), and its languages."""

    club: str
    country: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered sentence, or several about the same thing."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """Clauses under one heading."""

    number: str
    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A draft of terms in one language. `warning` says what it is not, and must be shown with it."""

    title: str
    warning: str
    sections: tuple[Section, ...]

    def markdown(self) -> str:
        """The same as Markdown text."""
        parts = [f"# {_plain(self.title)}", f"> **{_plain(self.warning)}**"]
        for section in self.sections:
            parts.append(f"## {section.number}. {_plain(section.title)}")
            parts += [f"**{clause.number}** {_plain(clause.text)}" for clause in section.clauses]
        return "\n\n".join(parts) + "\n"


def _plain(text: str) -> str:
    """What a club or its manager wrote never becomes markup of the text around it."""
    for mark in "\\`*_#<>|":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())


def agreement(programme: Programme, party: Party, speaker: Speaker, version: int | None = None) -> Agreement:
    """The terms that `programme` amounts to, in the speaker's language. `version` None: it is not published."""
    teller = Teller(speaker, programme.board.money, "member", names_of(programme.document))
    said = explain(programme, speaker)
    drafted = [
        ("club", _club(teller, party)),
        ("joining", _joining(teller, programme)),
        ("earning", _earning(teller, said)),
        ("promotions", _promotions(teller, programme, said)),
        ("levels", _of(said, "tier")),
        ("limits", _of(said, "limit")),
        ("value", _value(teller, programme, said)),
        ("returns", _lines(teller, "returns", "again", "spent", "owed", "law")),
        ("changes", _changes(teller, party)),
        ("ending", _lines(teller, "ending", "leave", "club", "abuse")),
        ("law", _law(teller, party)),
    ]
    title = teller.say("agreement.title", club=party.club, programme=_name(programme))
    warning = "agreement.draft.unpublished" if version is None else "agreement.draft"
    sections = [(name, clauses) for name, clauses in drafted if clauses]
    return Agreement(
        title,
        teller.say(warning, version=("number", str(version or 0))),
        tuple([_section(teller, n, name, clauses) for n, (name, clauses) in enumerate(sections, 1)]),
    )


def _section(teller: Teller, n: int, name: str, clauses: Sequence[str]) -> Section:
    number = teller.say("agreement.one", section=("number", str(n)))
    numbered = [
        Clause(teller.say("agreement.number", section=("number", str(n)), clause=("number", str(m))), text)
        for m, text in enumerate(clauses, 1)
    ]
    return Section(number, teller.say(f"agreement.{name}"), tuple(numbered))


def _lines(teller: Teller, section: str, *keys: str, **params: object) -> list[str]:
    return [teller.say(f"agreement.{section}.{key}", **params) for key in keys]


def _club(teller: Teller, party: Party) -> list[str]:
    return [teller.say("agreement.club.who", club=party.club), *_lines(teller, "club", "what", "same")]


def _joining(teller: Teller, programme: Programme) -> list[str]:
    ladders = programme.document.tiers
    is_bought = any(ladder.basis == "paid" for ladder in ladders)
    has_fees = any(level.fee is not None for ladder in ladders for level in ladder.levels)
    costs = ([] if is_bought else ["free"]) + (["fee"] if has_fees else [])
    return _lines(teller, "joining", "who", *costs, "person", "details", "adverts")


def _of(said: Sequence[Sentence], *kinds: str) -> list[str]:
    return [one.text for one in said if one.kind in kinds]


def _earning(teller: Teller, said: Sequence[Sentence]) -> list[str]:
    rules = _of(said, "rule")
    if not rules:
        return _lines(teller, "earning", "none")
    return [*rules, *_of(said, "programme"), *_lines(teller, "earning", "shown")]


def _promotions(teller: Teller, programme: Programme, said: Sequence[Sentence]) -> list[str]:
    """All but personal offers: terms are for everybody."""
    personal = {part.id for part in programme.document.promotions if part.for_ is not None and part.for_.member}
    found = _of([one for one in said if one.subject not in personal], "promotion")
    return [*found, *_lines(teller, "promotions", "order")] if found else []


def _value(teller: Teller, programme: Programme, said: Sequence[Sentence]) -> list[str]:
    wallets = list(_wallets(teller, programme, said))
    return [*wallets, *_lines(teller, "value", "day", "order", "cash")] if wallets else []


def _wallets(teller: Teller, programme: Programme, said: Sequence[Sentence]) -> Iterator[str]:
    for one in said:
        if one.kind == "wallet":
            name = programme.wallets[one.subject].name
            named = ("text", dict(name)) if name else word(f"gain.{programme.wallets[one.subject].kind}.name")
            yield teller.say("agreement.value.named", wallet=named, text=one.text)


def _changes(teller: Teller, party: Party) -> list[str]:
    if party.country == _ISRAEL:
        worse = teller.say("agreement.changes.israel", n=_MONTHS_OF_NOTICE)
    else:
        worse = teller.say("agreement.changes.notice")
    return [*_lines(teller, "changes", "better"), worse, *_lines(teller, "changes", "earned")]


def _law(teller: Teller, party: Party) -> list[str]:
    found = _lines(teller, "law", "which", "ask")
    if len(party.languages) > 1:
        languages = ("list", [word(f"agreement.language.{one}") for one in party.languages])
        found.append(teller.say("agreement.law.languages", languages=languages))
    return found


def _name(programme: Programme) -> object:
    return ("text", dict(programme.name)) if programme.name else programme.id
