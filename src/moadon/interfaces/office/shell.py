"""What stands around a page: navigation, clubs, the person, toasts. And how a page is drawn."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from django.http import HttpResponse
from django.shortcuts import render

from moadon.apps.clubs.permissions import rights_of
from moadon.interfaces.office import nav, waiting
from moadon.interfaces.office.parts.access import OfficeRequest, reading
from moadon.interfaces.office.parts.toasts import Toast, toasts
from moadon.interfaces.office.roles import role_told
from moadon.ui.parts import Text


class Shell:
    """Read by `office/base.html`; each thing is looked up when the template comes to it."""

    def __init__(self, request: OfficeRequest) -> None:
        self.request = request

    @cached_property
    def groups(self) -> list[nav.ShownGroup]:
        """The navigation of this reader."""
        return nav.shown_to(self.request, waiting.counts(self.request))

    @property
    def person(self) -> str:
        """What the reader is called."""
        return self.request.person.first_name or self.request.person.username

    @property
    def role(self) -> Text:
        """What the reader is in this club, in a word."""
        return role_told(self.request.role.role, one_branch=self.request.role.branch_id is not None)

    @property
    def others(self) -> list[str]:
        """Slugs of the reader's other clubs."""
        return [club.slug for club in self.request.clubs if club.slug != self.request.club.slug]

    @property
    def toasts(self) -> Iterator[Toast]:
        """What is to be said at the bottom."""
        return toasts(self.request)


def render_page(
    request: OfficeRequest, template: str, context: Mapping[str, object] | None = None, *, status: int = 200
) -> HttpResponse:
    """Draw a page of the club inside its transaction.

    Templates find `shell`, and `may.write_members` and its like: what the reader may do here.
    """
    held = rights_of(request.role.role, one_branch=request.role.branch_id is not None)
    rights = {what.value: True for what in held}
    with reading(request):
        return render(request, template, {"shell": Shell(request), "may": rights, **(context or {})}, status=status)
