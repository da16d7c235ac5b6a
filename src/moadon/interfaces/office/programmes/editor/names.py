"""What codes in a document are called in the club: products, categories, branches, and the document's own parts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from moadon.apps.catalogue import queries as catalogue
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import ClubInfo
from moadon.engine.rules import phrases
from moadon.interfaces.office.programmes.editor import words
from moadon.interfaces.office.programmes.editor.format import Group, OneOf
from moadon.interfaces.office.receipts.words import CHANNEL_WORDS, PAYMENT_WORDS
from moadon.kernel.calendars import WEEKDAYS
from moadon.ui.reader import language_now

PICKS: Mapping[str, str] = {
    "sku": "products", "prices": "products", "category": "categories", "assume": "categories", "brand": "brands",
    "branch": "branches", "channel": "channels", "payment": "payments", "segment": "segments", "tier": "levels",
    "tiers": "levels", "wallet": "wallets", "wallets": "wallets", "group": "groups", "not_with": "promotions",
    "weekday": "weekdays", "member": "members",
}  # fmt: skip
"""What a key is picked from."""

Pairs = list[tuple[str, str]]


class Names:
    """Names of codes for one document. `club_names` are looked up once, set-based."""

    def __init__(self, club: ClubInfo, document: Mapping[str, Any]) -> None:
        self.document = document
        self._club_names: dict[str, dict[str, str]] = {
            "products": {sku: one.name for sku, one in catalogue.products_by_sku(_codes(document, "products")).items()},
            "branches": {row.code: row.name for row in clubs.branches(club)},
        }
        self._week = [*WEEKDAYS[club.week_start :], *WEEKDAYS[: club.week_start]]
        used = set(_codes(document, "categories"))
        found = catalogue.categories(club).filter(code__in=used) if used else ()
        self._club_names["categories"] = {row.code: row.name for row in found}

    def name(self, of: str, code: str) -> str:
        """What `code` is called; nothing where the club has no name for it."""
        if of in self._club_names:
            return self._club_names[of].get(code, "")
        return dict(self.known(of)).get(code, "")

    def known(self, of: str) -> Pairs:
        """Codes with names that are there to be picked: of the document itself, and short lists of the house."""
        if of == "wallets":
            wallets = self.document.get("wallets")
            held = wallets.items() if isinstance(wallets, dict) else ()
            return [(key, name_in(part) or key) for key, part in held]
        if of == "levels":
            levels = [level for ladder in parts(self.document, "tiers") for level in parts(ladder, "levels")]
            return [(str(level.get("id", "")), name_in(level) or str(level.get("id", ""))) for level in levels]
        if of in ("groups", "promotions"):
            return [
                (str(one.get("id", "")), name_in(one) or str(one.get("id", ""))) for one in parts(self.document, of)
            ]
        if of == "segments":
            return [(code, "") for code in sorted(set(_codes(self.document, of)))]
        if of == "weekdays":
            told = phrases.catalogue().sentences[language_now()]
            return [(day, str(told.get(f"weekday.{day}", day))) for day in self._week]
        return _short(of)


def _short(of: str) -> Pairs:
    if of == "channels":
        return [(code, str(word)) for code, word in CHANNEL_WORDS.items()]
    if of == "payments":
        return [(code, str(word)) for code, word in PAYMENT_WORDS.items()]
    return []


def name_in(part: object) -> str:
    """The name of a part in the reader's language, else in any; nothing where it has none."""
    name = part.get("name") if isinstance(part, dict) else None
    if not isinstance(name, dict):
        return ""
    told = [name.get(language_now()), *name.values()]
    return next((text for text in told if isinstance(text, str) and text.strip()), "")


def model_of(group: Group | None, part: Mapping[str, Any]) -> str:
    """What kind of part a card is: that of what it gives, where it is one of several."""
    if group is None:
        return ""
    for field in group.fields:
        if isinstance(field.shape, OneOf) and field.required and (chosen := field.shape.group(part.get(field.key))):
            return chosen.model
    return group.model


def title_of(part: Mapping[str, Any], group: Group) -> str:
    """What a card is headed: its name, else what kind of part it is."""
    return name_in(part) or words.kind(model_of(group, part))


def parts(holder: object, key: str) -> list[dict[str, Any]]:
    """The parts in a list of a document, whatever else somebody wrote there."""
    given = holder.get(key) if isinstance(holder, dict) else None
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _codes(value: object, of: str, key: str = "") -> Iterator[str]:
    """Every code of one sort that stands anywhere in a document."""
    if isinstance(value, dict):
        for inner, held in value.items():
            if PICKS.get(inner) == of:
                yield from _listed(held)
            yield from _codes(held, of, inner)
    elif isinstance(value, list):
        for held in value:
            yield from _codes(held, of, key)


def _listed(held: object) -> Iterable[str]:
    if isinstance(held, str):
        return [held]
    return [one for one in held if isinstance(one, str)] if isinstance(held, list | dict) else []
