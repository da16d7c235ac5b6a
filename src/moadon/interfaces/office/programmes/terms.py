"""The draft of the club's terms, to be read, printed and taken to a lawyer."""

from typing import cast

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.flows.terms import draft_terms
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.programmes.told import called, way_to
from moadon.interfaces.office.shell import render_page
from moadon.kernel.shape_words import Language
from moadon.kernel.shapes import Shapes
from moadon.ui import marks
from moadon.ui.parts import Tab, Tabs
from moadon.ui.reader import language_now


@page(May.READ_PROGRAMMES)
def terms_page(request: OfficeRequest, code: str) -> HttpResponseBase:
    """The draft in the language asked for (`?language=`), else the reader's own where the club has it."""
    club = request.club
    asked = request.GET.get("language", "")
    own = language_now() if language_now() in club.languages else club.languages[0]
    language = asked if asked in club.languages else own
    shapes = Shapes(cast(Language, language), club.currency, club.calendar, club.time_zone, club.region).in_page()
    drafted = draft_terms(club, code, shapes).agreement
    names = {"en": _("English"), "he": _("Hebrew"), "fa": _("Persian")}
    tabs = [Tab(names[one], f"?language={one}", one == language) for one in club.languages]
    terms = {
        "title": marks.told(drafted.title),
        "warning": marks.told(drafted.warning),
        "sections": [
            (one.number, marks.told(one.title), [(clause.number, marks.told(clause.text)) for clause in one.clauses])
            for one in drafted.sections
        ],
        "language": language,
        "direction": "ltr" if language == "en" else "rtl",
        "tabs": Tabs(tabs, _("Language"), first=True) if len(tabs) > 1 else None,
    }
    crumbs = way_to(club, code, called(club, code), _("Terms"))
    return render_page(request, "office/programmes/terms.html", {"terms": terms, "crumbs": crumbs})
