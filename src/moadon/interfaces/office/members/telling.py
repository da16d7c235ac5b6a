"""Reasons in the reader's words, from the messages that the books keep."""

from collections.abc import Iterable

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from moadon.kernel.sentences import Message
from moadon.kernel.shape_words import COMMA, LIST_END
from moadon.kernel.shapes import Shapes
from moadon.ui import marks
from moadon.ui.parts import Text
from moadon.ui.reader import language_now
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
