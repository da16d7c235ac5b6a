"""Who reads this page: their language, theme and, through the club, how figures and days are written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, Protocol, cast

from django.http import HttpRequest
from django.utils import translation

from moadon.kernel.calendars import Calendar
from moadon.kernel.shape_words import Language
from moadon.kernel.shapes import Shapes

Theme = Literal["light", "dark", "auto"]
LANGUAGES: dict[Language, str] = {"en": "English", "he": "עברית", "fa": "فارسی"}
"""Each language under its own name."""
THEMES: tuple[Theme, ...] = ("light", "dark", "auto")
THEME_COOKIE = "moadon_theme"
_NOWHERE = Shapes("en", "EUR", "gregorian", "UTC")


class ClubLike(Protocol):
    """What a page must know of the club it shows."""

    @property
    def name(self) -> str:
        """As people call it."""

    @property
    def slug(self) -> str:
        """As addresses name it."""

    @property
    def currency(self) -> str:
        """ISO 4217."""

    @property
    def calendar(self) -> Calendar:
        """Whose months its periods follow."""

    @property
    def time_zone(self) -> str:
        """IANA name of its wall clock."""

    @property
    def region(self) -> str:
        """The country its phones are dialled from."""

    @property
    def brand_colour(self) -> str:
        """`#rrggbb`."""

    @property
    def languages(self) -> Sequence[str]:
        """Those it speaks to its members."""


_reading: ContextVar[HttpRequest | Shapes | None] = ContextVar("reading", default=None)


def club_of(request: HttpRequest) -> ClubLike | None:
    """The club whose page this is, once it has been found."""
    return cast(ClubLike | None, getattr(request, "club", None))


def language_now() -> Language:
    """The language that is being written."""
    return _known((translation.get_language() or "").partition("-")[0])


def shapes_for(club: ClubLike | None, language: Language) -> Shapes:
    """How values are written in `language` for `club`; without a club, in plain international form."""
    if club is None:
        return Shapes(language, _NOWHERE.currency, _NOWHERE.calendar, _NOWHERE.zone)
    return Shapes(language, club.currency, club.calendar, club.time_zone, region=club.region)


def shapes() -> Shapes:
    """How values are written for whoever reads now."""
    reading = _reading.get()
    if isinstance(reading, Shapes):
        return reading
    return shapes_for(club_of(reading) if reading else None, language_now())


@contextmanager
def reading_as(reader: HttpRequest | Shapes) -> Iterator[None]:
    """Write for `reader` inside the block: a request, or given shapes with their language."""
    token = _reading.set(reader)
    try:
        if isinstance(reader, Shapes):
            with translation.override(reader.language):
                yield
        else:
            yield
    finally:
        _reading.reset(token)


def language_of(request: HttpRequest) -> Language:
    """The language of a request: the person's own, else the cookie's, else the browser's."""
    user = getattr(request, "user", None)
    own = getattr(user, "language", "") if user is not None and user.is_authenticated else ""
    return _known(own or translation.get_language_from_request(request).partition("-")[0])


def _known(code: str) -> Language:
    return next((language for language in LANGUAGES if language == code), "en")


def theme_of(request: HttpRequest) -> Theme:
    """The theme of a request: the cookie's (a choice for this device), else the person's own, else the system's."""
    user = getattr(request, "user", None)
    own = getattr(user, "theme", "auto") if user is not None and user.is_authenticated else "auto"
    chosen = request.COOKIES.get(THEME_COOKIE) or own
    return cast(Theme, chosen if chosen in THEMES else "auto")
