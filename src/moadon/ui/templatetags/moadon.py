"""What templates may write: marked-up values, icons, parts, fields, dialogs. See docs/reference/ui-parts.md."""

import datetime as dt
import secrets
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import now

from moadon.kernel.colours import ink_on
from moadon.kernel.figures import Numeric
from moadon.ui import marks
from moadon.ui.fields import DayInput, MomentInput, gregorian
from moadon.ui.forms import ONCE
from moadon.ui.parts import Basis, Chip, Notice, Text, Tone
from moadon.ui.reader import shapes

register = template.Library()
SPRITE = Path(__file__).parents[1] / "static" / "moadon" / "built" / "icons.svg"

# Values as filters: {{ receipt.total|money }}

_VALUES: dict[str, Callable[..., SafeString]] = {
    "money": marks.money,
    "n": marks.number,
    "percent": marks.percent,
    "points": marks.points,
    "day": marks.day,
    "day_long": marks.day_long,
    "day_month": marks.day_month,
    "clock": marks.time,
    "moment": marks.moment,
    "phone": marks.phone,
    "isolated": marks.isolated,
    "foreign": marks.foreign,
    "told": marks.told,
}
for _name, _mark in _VALUES.items():
    register.filter(_name, _mark)


@register.filter
def money_signed(minor: int | None) -> SafeString:
    """A movement of value: +₪20.00."""
    return marks.money(minor, signed=True)


@register.filter
def money_headline(minor: int | None) -> SafeString:
    """A sum for a headline: no decimals from 1,000 up."""
    return marks.money(minor, headline=True)


@register.filter
def percent_narrow(share: Numeric | None) -> SafeString:
    """A share for a table: at most one decimal."""
    return marks.NONE if share is None else marks.shaped(shapes().percent_parts(share, 1, narrow=True))


@register.filter
def or_zero(value: SafeString, amount: Numeric | None) -> SafeString:
    """`{{ x|money|or_zero:x }}`: nothing is a quiet 0 in a column of figures."""
    return marks.zero() if amount == 0 else value


@register.filter
def local_day(moment: dt.datetime) -> dt.date:
    """The club's own date at a moment."""
    return shapes().local(moment).date()


@register.filter
def month(value: dt.date | str | None) -> Text:
    """A month of the club's calendar."""
    return marks.NONE if value is None else marks.foreign(shapes().month(value))


@register.simple_tag
def between(first: dt.date, last: dt.date) -> SafeString:
    """A stretch of days, both included."""
    return marks.between(first, last)


@register.simple_tag(name="number")
def number_tag(value: Numeric | None, places: int = 0) -> SafeString:
    """A number with so many decimals."""
    return marks.number(value, places)


@register.simple_tag(name="once")
def once_tag() -> SafeString:
    """The mark of a form that is done once, however often its button is pressed: new wherever a page is drawn."""
    return format_html('<input type="hidden" name="{}" value="{}">', ONCE, secrets.token_urlsafe(16))


# Drawings and parts


@register.simple_tag
def icon(name: str, size: str = "", *, flip: bool = False, tone: str = "", label: str = "") -> SafeString:
    """A Tabler icon by name: 18 px, or `size` "s" 16, "l" 24. `flip` turns it in right-to-left pages.

    Without `label` it is decoration beside a word.
    """
    classes = " ".join(filter(None, ("mo-i", size, "flip" if flip else "", f"mo-{tone}" if tone else "")))
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="#i-{}"/></svg>', classes, label, name)
    return format_html('<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>', classes, name)


@lru_cache(maxsize=2)
def _sprite(changed: int) -> SafeString:
    return mark_safe(SPRITE.read_text("utf-8"))  # noqa: S308 (our own build)


@register.simple_tag
def icon_sprite() -> SafeString:
    """Every icon of the product once, for the foot of a page. Nothing before the front end is built."""
    return _sprite(SPRITE.stat().st_mtime_ns) if SPRITE.exists() else SafeString("")


@register.simple_tag(takes_context=True)
def part(context: Context, value: object) -> SafeString:
    """Draw a part (`ui.parts`, `ui.figures`, `ui.charts`) with the template it names. Nothing for None."""
    if value is None or value == "":
        return SafeString("")
    name: str = value.template  # type: ignore[attr-defined]
    return render_to_string(name, {"part": value, "csrf_token": context.get("csrf_token")})


@register.simple_tag(takes_context=True)
def chip(context: Context, word: Text, tone: Tone = "", icon: str = "") -> SafeString:
    """A state in a word."""
    return part(context, Chip(word, tone, icon))


@register.simple_tag(takes_context=True)
def basis(context: Context, level: int, words: Text) -> SafeString:
    """How far a figure may be trusted."""
    return part(context, Basis(level, words))  # type: ignore[arg-type]


@register.simple_tag(takes_context=True)
def notice(context: Context, text: Text, tone: Tone = "warn", icon: str = "alert-triangle") -> SafeString:
    """A sentence that warns."""
    return part(context, Notice(text, tone, icon))


@register.inclusion_tag("ui/mark.html")
def club_mark(name: str = "", colour: str = "") -> dict[str, str]:
    """The club's mark: its first letter on its colour, in the ink that reads on it. Without a club, ours."""
    return {"letter": name.strip()[:1], "colour": colour, "ink": ink_on(colour) if colour else ""}


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, kind: str = "") -> dict[str, object]:
    """A field with its label, help and refusals. `kind` "code" is for documents."""
    return {"bound": bound, "kind": kind, "check": bound.widget_type == "checkbox"}


@register.inclusion_tag("ui/form_refusals.html")
def form_refusals(form: BaseForm) -> dict[str, object]:
    """What was refused of the form as a whole."""
    return {"refusals": form.non_field_errors()}


@register.simple_tag
def day_input(identity: str, name: str, value: dt.date | None = None) -> SafeString:
    """A field for a day outside of a form object."""
    return DayInput().render(name, value, {"id": identity, "class": "form-control"})


@register.inclusion_tag("ui/gregorian.html")
def gregorian_of(typed: str | None, identity: str = "") -> dict[str, str]:
    """What stands right after a field in which a Persian reader types a day: the same day in the Gregorian calendar."""
    return {"identity": identity, "day": gregorian(typed or "")}


@register.simple_tag
def moment_input(identity: str, name: str, value: dt.datetime | None = None) -> SafeString:
    """A field for a day and time of the club's clock outside of a form object."""
    return MomentInput().render(name, value, {"id": identity, "class": "form-control"})


@register.simple_tag
def printed() -> SafeString:
    """When a page is put on paper: now, on the club's clock."""
    return marks.moment(now())


@register.simple_block_tag(takes_context=True)
def dialog(context: Context, content: SafeString, name: str, title: Text) -> SafeString:
    """`{% dialog "cancel" _("Cancel receipt 10042?") %}body{% enddialog %}`: opened by `data-opens="cancel"`."""
    return render_to_string("ui/dialog.html", {"name": name, "title": title, "content": content})
