"""Reasons in the reader's words, from the messages that the books keep."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.ledger.models import Lot
from moadon.engine.rules import AWAITED
from moadon.interfaces.office.members.moves import Move
from moadon.interfaces.office.members.naming import in_words
from moadon.kernel.sentences import Message
from moadon.kernel.shape_words import COMMA, LIST_END
from moadon.kernel.shapes import Shapes
from moadon.ui import marks
from moadon.ui.parts import Text
from moadon.ui.reader import language_now, shapes
from moadon.ui.words import catalogue


def told(message: Message, speaker: Shapes | None = None) -> SafeString:
    """A message as a sentence with its full stop; `speaker`: with what the club calls its codes."""
    return closed(marks.told(catalogue().tell(message, speaker or marks.speaker())))


def closed(text: Text) -> SafeString:
    """`text` with a full stop, unless it has one."""
    plain = str(text).rstrip()
    return SafeString(plain if plain.endswith((".", "!", "?")) else plain + ".")


def listed(items: Iterable[Text]) -> SafeString:
    """Several things in a row, the last one joined as people say it."""
    given = list(items)
    language = language_now()
    head = format_html_join(COMMA[language], "{}", ((item,) for item in given[:-1] or given))
    return SafeString(f"{head}{LIST_END[language]}{given[-1]}") if len(given) > 1 else head


def sentences(*parts: Text) -> SafeString:
    """Sentences one after another; empty ones are left out."""
    return SafeString(" ".join(str(part) for part in parts if part))


def reward_named(move: Move) -> SafeString:
    """A reward as it was called when it was asked for."""
    named = move.why.params.get("reward") if move.why else None
    names = named[1] if isinstance(named, list | tuple) and len(named) > 1 and isinstance(named[1], dict) else {}
    return marks.foreign(in_words(names))


def reference_of(move: Move) -> SafeString:
    """What whoever set value aside called it."""
    return marks.isolated(str(move.why.params.get("reference", ""))) if move.why else marks.NONE


def waits_told(lot: Lot) -> SafeString:
    """From when a lot that waits can be spent."""
    if lot.active_at >= AWAITED:
        return SafeString(
            _("It can be spent once it is confirmed, by a delivery for example, unless goods come back before.")
        )
    day = marks.day(shapes().local(lot.active_at).date())
    return format_html(_("It can be spent from {day}, unless goods come back before."), day=day)
