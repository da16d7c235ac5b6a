"""What stands around every page: who may see it, the way in, navigation, language, theme, search, errors."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from moadon.apps.clubs import actions
from moadon.apps.clubs.models import User
from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import SYSTEM
from moadon.interfaces.office import errors, nav
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.refusals import Refused
from tests.ui import shell_addresses

handler403, handler404 = errors.not_allowed, errors.not_found
FRONT = "/office/{}/front/"


@page(May.READ_REPORTS)
def front(request: OfficeRequest) -> HttpResponse:
    return render_page(request, "office/base.html")


@page(May.READ_MEMBERS)
def counter(request: OfficeRequest) -> HttpResponse:
    return HttpResponse(f"{request.person.username} {request.club.slug} {request.role.role} {request.actor.address}")


@page(May.WRITE_MEMBERS)
def button(request: OfficeRequest) -> HttpResponse:
    if request.POST.get("refuse"):
        raise Refused("unknown_branch", given="b9")
    if request.GET.get("unknown"):
        raise Refused("unknown_member", status=404)
    toast(request, "Done.", undo="/office/kav/undo")
    return HttpResponse()


urlpatterns = [
    *shell_addresses.urlpatterns,
    path(FRONT.format("<slug:slug>")[1:], front, name="front"),
    path("office/<slug:slug>/counter/", counter, name="counter"),
    path("office/<slug:slug>/button/", button, name="button"),
]
pytestmark = pytest.mark.urls("tests.interfaces.office.test_shell")


def test_a_page_knows_person_club_role_and_address(signed_in):
    answer = signed_in("cashier").get("/office/kav/counter/")

    assert answer.content == b"dana kav cashier 127.0.0.1"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("manager", 200), ("analyst", 200), ("cashier", 403)])
def test_a_page_is_for_those_whose_role_includes_it(signed_in, role, status):
    assert signed_in(role).get(FRONT.format("kav")).status_code == status


def test_a_club_one_does_not_work_in_is_as_unknown_as_one_that_never_was(signed_in, kav, north):
    client = signed_in()
    theirs, none = (client.get(FRONT.format(slug)) for slug in ("north", "never"))

    assert (theirs.status_code, none.status_code) == (404, 404)
    # Forms of a page carry a token that is masked anew each time.
    plain = [re.sub(r"[A-Za-z0-9]{64}|north|never", "", answer.content.decode()) for answer in (theirs, none)]
    assert plain[0] == plain[1]


def test_a_role_that_was_taken_is_gone_at_once(signed_in, person, kav):
    client = signed_in()
    other = person("noa")

    actions.take_role(club=kav, user=User.objects.get(username="dana"), actor=SYSTEM)

    assert client.get(FRONT.format("kav")).status_code == 404
    assert other.pk


def test_a_refused_button_returns_with_the_reason(signed_in):
    client = signed_in()

    answer = client.post("/office/kav/button/", {"refuse": "1", "next": FRONT.format("kav")}, follow=True)

    html = answer.content.decode()
    assert answer.redirect_chain == [(FRONT.format("kav"), 302)]
    assert 'role="alert"' in html
    assert "There is no branch" in html


def test_a_button_returns_only_to_pages_of_ours(signed_in):
    answer = signed_in().post("/office/kav/button/", {"refuse": "1", "next": "https://evil.example/"})

    assert answer.url == "/office/"


def test_what_is_unknown_is_not_found(signed_in):
    assert signed_in().get("/office/kav/button/?unknown=1").status_code == 404


def test_a_toast_is_shown_once_with_its_way_back(signed_in):
    client = signed_in()
    client.post("/office/kav/button/")

    first, second = (client.get(FRONT.format("kav")).content.decode() for _ in range(2))

    assert 'action="/office/kav/undo"' in first
    assert 'data-leaves="undo"' in first
    assert "Done." not in second


def test_the_way_in_leads_to_the_first_page_that_one_may_see(signed_in, monkeypatch):
    entries = (
        nav.Entry("front", icon="check", label="Front", may=May.READ_REPORTS),
        nav.Entry("counter", icon="check", label="Counter", may=May.READ_MEMBERS),
    )
    monkeypatch.setattr(nav, "GROUPS", (nav.Group("", entries),))

    assert signed_in("owner", "dana").get("/office/").url == "/office/kav/front/"
    assert signed_in("cashier", "ron").get("/office/").url == "/office/kav/counter/"


def test_the_way_in_remembers_the_club_that_was_chosen(signed_in, kav, north, monkeypatch):
    entry = nav.Entry("counter", icon="check", label="Counter", may=May.READ_MEMBERS)
    monkeypatch.setattr(nav, "GROUPS", (nav.Group("", (entry,)),))
    client = signed_in("owner", "dana", (kav, north))

    assert client.get("/office/").url == "/office/kav/counter/"
    assert client.get("/office/?club=north").url == "/office/north/counter/"
    assert client.get("/office/").url == "/office/north/counter/"
    assert client.get("/office/?club=other").url == "/office/kav/counter/"


def test_who_works_nowhere_is_told_so(signed_in):
    answer = signed_in("owner", "dana", ())

    assert "does not work in any club" in answer.get("/office/").content.decode()


def test_an_entry_without_its_page_is_left_out_and_the_one_open_is_marked(signed_in, monkeypatch):
    entries = (
        nav.Entry("front", icon="check", label="Front", may=May.READ_REPORTS, also=("counter",)),
        nav.Entry("not-yet", icon="check", label="Later", may=May.READ_REPORTS),
    )
    monkeypatch.setattr(nav, "GROUPS", (nav.Group("", entries), nav.Group("Later", entries[1:])))

    html = signed_in().get(FRONT.format("kav")).content.decode()

    assert '<a href="/office/kav/front/" aria-current="page">' in html
    assert "Later" not in html


def test_every_entry_of_the_navigation_names_one_place():
    routes = [route for group in nav.GROUPS for entry in group.entries for route in (entry.route, *entry.also)]

    assert len(routes) == len(set(routes))


def test_language_and_theme_are_kept_with_the_person_and_in_the_browser(signed_in):
    client = signed_in()

    answer = client.post("/office/preferences", {"language": "fa", "next": FRONT.format("kav")})
    client.post("/office/preferences", {"theme": "dark"})

    assert answer.url == FRONT.format("kav")
    assert client.cookies["moadon_language"].value == "fa"
    dana = User.objects.get(username="dana")
    assert (dana.language, dana.theme) == ("fa", "dark")
    html = client.get(FRONT.format("kav")).content.decode()
    assert '<html lang="fa" dir="rtl" data-theme="dark" data-bs-theme="dark">' in html
    assert "faces.he.css" in html


def test_a_language_nobody_speaks_changes_nothing(client, database):
    answer = client.post("/office/preferences", {"language": "xx", "theme": "pink", "next": "//evil.example"})

    assert answer.url == "/office/"
    assert not answer.cookies


def test_search_answers_by_kind_and_says_when_it_finds_nothing(signed_in, monkeypatch):
    entry = nav.Entry("counter", icon="check", label="Counter", may=May.READ_MEMBERS)
    monkeypatch.setattr(nav, "GROUPS", (nav.Group("", (entry,)),))
    client = signed_in("cashier")

    found, nothing, empty = (client.get(f"/office/kav/find?q={q}").content.decode() for q in ("count", "zzz", ""))

    assert '<a href="/office/kav/counter/">' in found
    assert "Nothing is known by <bdi>zzz</bdi>." in nothing
    assert "Type a name" in empty


def test_search_escapes_what_was_typed(signed_in):
    assert "<script>" not in signed_in().get("/office/kav/find?q=<script>").content.decode()


def test_an_unknown_address_is_a_page_for_people_and_a_problem_for_software(client, database):
    page_, problem = client.get("/nowhere"), client.get("/api/nowhere")

    assert (page_.status_code, problem.status_code) == (404, 404)
    assert "Nothing here" in page_.content.decode()
    assert problem["Content-Type"] == "application/problem+json"
    assert problem.json()["code"] == "not_found"


def test_a_stale_form_says_what_to_do(person):
    person()
    answer = Client(enforce_csrf_checks=True).post("/office/sign-in", {"name": "dana", "password": "x"})

    assert answer.status_code == 403
    assert "Go back, reload the page" in answer.content.decode()


@pytest.mark.parametrize("status", [500, 503])
def test_the_pages_of_last_resort_need_neither_request_nor_database(status):
    from django.template.loader import render_to_string
    from django.utils import translation

    with translation.override("he"):
        html = render_to_string(f"{status}.html", {})

    assert '<html lang="he" dir="rtl"' in html
    assert "office.rtl.css" in html


def test_a_page_asks_a_constant_number_of_questions(signed_in, kav, north, django_assert_max_num_queries):
    client = signed_in("owner", "dana", (kav, north))
    client.get(FRONT.format("kav"))

    with django_assert_max_num_queries(12):
        client.get(FRONT.format("kav"))
