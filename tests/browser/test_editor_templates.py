"""Each ready programme built in the editor from an empty page, and its whole life led there once.

Each is built in one language, all languages in turn, or in each (`BROWSER_EVERY=1`).
"""

import os
import re
from itertools import cycle

import pytest

from tests.browser.building import Building, places

TEMPLATES = ["fashion", "supermarket", "crafts", "cafe", "pharmacy", "restaurant", "tiers", "paid-club"]
LANGUAGES = ["en", "he", "fa"]
LIVED_IN = dict(zip(TEMPLATES, cycle(LANGUAGES), strict=False))
"""In which language a programme is tried, piloted, let live and changed, once it is built."""
EVERY = bool(os.environ.get("BROWSER_EVERY"))
BUILT_IN = [(name, said) for name in TEMPLATES for said in LANGUAGES if EVERY or said == LIVED_IN[name]]


@pytest.fixture
def kav(club_server, database):
    """The club has no programme yet, and a member who has bought before."""
    from tests.browser.floor import open_bare_kav
    from tests.browser.living import PHONE

    kav = open_bare_kav()
    kav.sells("200", member=kav.member(PHONE, segments=["vip"]))
    return kav


def wanted(template):
    """The document of a template as the page would hold it."""
    from moadon.engine.rules.templates import document_for
    from moadon.interfaces.office.programmes.editor.bodies import plain

    return plain(document_for(template, "ILS", "kav"))


def said(document):
    """Every value of a document by its pointer, however it was written: 0.40 is 0.4."""
    told = {at: value for at, value in places(document.model_dump()).items() if not isinstance(value, dict | list)}
    return {at: re.sub(r"^(\d+\.\d*?)0+$", r"\1", text) if isinstance(text, str) else text for at, text in told.items()}


@pytest.mark.parametrize(("template", "language"), BUILT_IN)
def test_a_template_is_built_from_an_empty_page(office, club_server, kav, writing, template, language):
    from moadon.engine.rules import parse
    from tests.browser.floor import reads_in

    document = wanted(template)
    office.goes(f"{club_server.url}/office/kav/programmes/")
    reads_in(office, language)
    page = writing.opens("add?from=empty").page
    building = Building(writing, persian=language == "fa")
    building.builds(document)
    page.click("[data-do='save']")
    page.wait_for_url("**/programmes/kav/edit")

    assert said(parse(writing.kept(kav, "kav"))) == said(parse(document))
    assert writing.wrong() == ""
    assert office.complaints == []
    if LIVED_IN[template] == language:
        lives(kav, writing, building, template, names(document, language))


def names(document, language):
    """What rules and promotions are called, by their codes."""
    return {one["id"]: one["name"][language] for part in ("earn", "promotions") for one in document.get(part, ())}


def lives(kav, writing, building, template, called):
    """From the draft to a change for the worse that waits for its moment."""
    from tests.browser import living

    life = living.LIVES[template]
    living.tries(writing, life, called)
    living.pilots(writing, life.pilot)
    assert living.states(kav) == ["pilot"]
    living.goes_live(writing)
    assert living.states(kav) == ["ended", "live"]
    living.worsens(writing, building, life)

    assert living.states(kav) == ["ended", "live", "scheduled"]
    (notice,) = living.notices(kav)
    assert (notice.members, notice.months, notice.country) == (1, 3, "IL")
    assert [one["direction"] for one in notice.differences] == ["worse"]
    assert all(one["text"][language] for one in notice.differences for language in LANGUAGES)
