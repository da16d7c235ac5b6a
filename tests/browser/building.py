"""A programme built in the editor as a person builds it: parts added, kinds chosen, fields filled, goods picked."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from moadon.engine.rules.findings import pointer
from moadon.interfaces.office.programmes.editor.values import moved
from moadon.kernel.shape_words import PERSIAN_DIGITS
from tests.browser.writing import Writing

Json = Mapping[str, Any]

SECTIONS = ("tiers", "wallets", "groups", "earn", "promotions", "margin")
"""Whoever builds from above finds what the next part asks for: levels before wallets, wallets before what fills them."""
_BASICS = ("id", "name", "priority", "stop", "base")
_SEES = """(at) => {
  const one = (kind, selector) => (document.querySelector(selector) ? kind : null);
  return one('days', `[data-kind="days"][data-at="${at}"]`) ?? one('length', `[data-length="${at}"]`)
    ?? one('pair', `.k-pair [data-at="${at}/0"]`) ?? one('field', `[data-at="${at}"][data-kind]`) ?? one('texts', `[data-at="${at}/en"][data-kind="words"]`)
    ?? one('keyed', `[data-maps="${at}"]`) ?? one('codes', `[data-adds="${at}"]`)
    ?? one('whole', `[data-which="${at}"][data-whole]`) ?? one('rows', `[data-do="append"][data-at="${at}"][id$="-add"]`)
    ?? one('menu', `[data-do="put"][data-at="${at}"]`);
}"""
_THERE = """(at) => [...document.querySelectorAll(`[data-card="${at}"] :is([data-do=remove], [data-empty])`)]
  .filter((one) => one.dataset.do || (one.value !== '' && (one.type === 'text' || one.querySelector('option[value=""]'))))
  .map((one) => [one.dataset.at, one.dataset.do ?? ''])"""


class Building:
    """The form of the editor, worked until the page holds a document. `persian`: figures are typed in Persian digits."""

    def __init__(self, writing: Writing, *, persian: bool = False) -> None:
        self.writing = writing
        self.page = writing.page
        self.persian = persian

    def builds(self, wanted: Json) -> None:
        """Makes the page hold `wanted`, whatever it begins with."""
        for key in _BASICS:
            if key in wanted:
                self.gives(pointer(key), wanted[key])
        for section in SECTIONS:
            held = wanted.get(section, [])
            parts = list(held.items()) if isinstance(held, dict) else list(enumerate(held))
            self._clears(section, {str(key) for key, _part in parts})
            for key, part in parts:
                self._part(section, str(key), part)
        if "limits" in wanted:
            self.gives("/limits", wanted["limits"])

    def _clears(self, section: str, wanted: set[str]) -> None:
        for card in self.writing.cards(section):
            if card.rpartition("/")[2] not in wanted:
                self._presses(f"[data-do='remove'][data-at='{card}']")

    def _part(self, section: str, key: str, part: Json) -> None:
        """A card of a section, added where it is not there, filled, and closed again."""
        at = f"/{section}/{key}"
        if at in self.writing.cards(section):
            self._presses(f"[id='at{at}-open']")
        else:
            kinds = self.writing.begun(section)
            kind = next(n for n, one in enumerate(kinds) if begins(one, kind_of(part))) if kinds else None
            added = self.writing.adds(section, kind)
            if added != at:
                self._types(f"[data-renames='{added}']", key)
        self.gives(at, part)
        self._spares(at, {at + one for one in places(part)})
        self._presses(f"[id='at{at}-open']")

    def _spares(self, at: str, wanted: set[str]) -> None:
        """Takes away what a part began with and the wanted one has not."""
        while True:
            there = self.page.evaluate(_THERE, at)
            spare = next((one for one in there if one[0] != at and one[0] not in wanted), None)
            if spare is None:
                return
            where, button = spare
            if button:
                self._presses(f"[data-do='remove'][data-at='{where}']")
            else:
                self._fills(f"[data-at='{where}'][data-kind]", "")

    def gives(self, at: str, value: Any) -> None:
        """Makes the place `at` hold `value`, by whatever the page has there."""
        seen = self.page.evaluate(_SEES, at)
        if seen == "menu":
            self._puts(at)
            seen = self.page.evaluate(_SEES, at)
        if seen in (None, "menu"):
            seen = self._chooses_key(at) or ("inside" if isinstance(value, dict) else "mark" if value is True else None)
        assert seen is not None, f"the page has no field for {at}"
        getattr(self, f"_{seen}")(at, value)

    def _inside(self, at: str, value: Json) -> None:
        for key, inner in value.items():
            if key not in ("type", "kind"):  # chosen as the part was added
                self.gives(at + pointer(key), inner)

    def _mark(self, at: str, _value: object) -> None:
        """What is said by being there."""
        assert self.page.locator(f"[data-do='remove'][data-at='{at}']").count(), at

    def _pair(self, at: str, value: Sequence[str]) -> None:
        for n, text in enumerate(value):
            self._field(f"{at}/{n}", text)

    def _whole(self, at: str, value: Json) -> None:
        """A part of several kinds: the kind first, then what that kind has."""
        tag = "type" if "type" in value else "kind"
        self._selects(f"[data-which='{at}']", {tag: value[tag]})
        self._inside(at, value)

    def _chooses_key(self, at: str) -> str | None:
        """Of keys of which just one is said, the one that leads to `at`; what the page has there then."""
        above, _slash, key = at.rpartition("/")
        keys = f"[data-which='{above}']:not([data-whole])[data-keys~='{key}']"
        if not self.page.locator(keys).count():
            return None
        self._selects(keys, {key: ...})
        return str(self.page.evaluate(_SEES, at) or "inside")

    def _texts(self, at: str, value: Json) -> None:
        # One name after the other, while the page still draws what the one before has changed.
        for language, text in value.items():
            self.page.fill(f"[data-at='{at}/{language}']", text)
        self.page.locator(f"[data-at='{at}/{language}']").blur()
        self.writing.drawn()

    def _length(self, at: str, value: Json) -> None:
        ((unit, number),) = value.items()
        self._fills(f"[data-length='{at}'] select", unit)
        self._fills(f"[data-length='{at}'] input", self._figure(number))

    def _days(self, at: str, value: Sequence[str]) -> None:
        for box in self.page.locator(f"[data-kind='days'][data-at='{at}']").all():
            box.set_checked(box.get_attribute("value") in value)

    def _keyed(self, at: str, value: Json) -> None:
        for key, inner in value.items():
            where = at + pointer(key)
            if not self.page.locator(f"[data-do='remove'][data-at='{where}']").count():
                self.writing.picks(at, key)
            self.gives(where, inner)

    def _codes(self, at: str, value: Sequence[str]) -> None:
        self.writing.picks(at, *value)

    def _rows(self, at: str, value: Sequence[Json]) -> None:
        rows = f"[data-do='remove'][data-at^='{at}/']"
        for n, inner in enumerate(value):
            if not self.page.locator(f"[data-do='remove'][data-at='{at}/{n}']").count():
                self._presses(f"[id='at{at}-add']")
            self.gives(f"{at}/{n}", inner)
        assert self.page.locator(rows).count() >= len(value)

    def _field(self, at: str, value: Any) -> None:
        field = f"[data-at='{at}'][data-kind]"
        kind = self.page.get_attribute(field, "data-kind")
        text = moved(str(value), 2) if kind == "share" else str(value)
        self._fills(field, self._figure(text) if kind in ("amount", "share", "factor", "whole", "hour") else text)

    def _figure(self, value: object) -> str:
        text = str(value)
        return text.translate(PERSIAN_DIGITS).replace(".", "٫") if self.persian else text

    def _fills(self, selector: str, text: str) -> None:
        """Ticks, chooses or types, by what the field is."""
        kind = self.page.evaluate(
            "(s) => { const f = document.querySelector(s); return f.type ?? f.tagName; }", selector
        )
        if kind == "checkbox":
            self.page.check(selector)
        elif kind == "select-one":
            self.page.select_option(selector, text)
        else:
            self._types(selector, text)
        self.writing.drawn()

    def _types(self, selector: str, text: str) -> None:
        field = self.page.locator(selector)
        if field.input_value() != text:
            field.fill(text)
            field.blur()
            self.writing.drawn()

    def _selects(self, selector: str, wanted: Json) -> None:
        """Chooses the option that begins a part with these keys."""
        found = next(
            one
            for one in self.page.locator(f"{selector} option").all()
            if begins(json.loads(str(one.get_attribute("value"))), wanted)
        )
        value = str(found.get_attribute("value"))
        if self.page.input_value(selector) != value:
            self.page.select_option(selector, value)
            self.writing.drawn()

    def _puts(self, at: str) -> None:
        item = self.page.locator(f"[data-do='put'][data-at='{at}']")
        item.locator("xpath=ancestor::details[1]/summary").click()
        item.click()
        self.writing.drawn()

    def _presses(self, selector: str) -> None:
        self.page.click(selector)
        self.writing.drawn()


def begins(value: Any, wanted: Json) -> bool:
    """Whether a part as it is begun has these keys, with these values where they are said (`...`: any)."""
    if not isinstance(value, dict):
        return False
    return all(
        key in value and (told is ... or value[key] == told or (isinstance(told, dict) and begins(value[key], told)))
        for key, told in wanted.items()
    )


def kind_of(part: Json) -> Json:
    """What says of which kind a part is: its own key, or what it gives."""
    for key in ("type", "kind"):
        if key in part:
            return {key: part[key]}
    return {"get": {"kind": part["get"]["kind"]}} if "get" in part else {}


def places(value: Any, at: str = "") -> dict[str, Any]:
    """Every place in a part by its pointer, with what is there."""
    found = {at: value}
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, held in inner:
        found |= places(held, at + pointer(key))
    return found
