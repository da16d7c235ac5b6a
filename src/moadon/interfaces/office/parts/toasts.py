"""Toasts: one line about what was just done, with the way back where there is one."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest

from moadon.ui.parts import Text


@dataclass(frozen=True, slots=True)
class Toast:
    """One line at the bottom of the page. `undo` is an address that takes the deed back when posted to."""

    text: Text
    failed: bool = False
    undo: str = ""

    @property
    def leaves(self) -> str:
        """How it goes: by itself, later with a way back, or not at all."""
        return "" if self.failed else "undo" if self.undo else "done"


def toast(request: HttpRequest, text: Text, *, failed: bool = False, undo: str = "") -> None:
    """Show `text` at the bottom of the next page."""
    messages.add_message(request, messages.ERROR if failed else messages.SUCCESS, str(text), extra_tags=undo)


def toasts(request: HttpRequest) -> Iterator[Toast]:
    """What is to be shown now; each is shown once."""
    for message in messages.get_messages(request):
        yield Toast(message.message, message.level == messages.ERROR, message.extra_tags or "")
