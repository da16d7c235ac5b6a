"""The life of a programme in the office: differences in words, published with its notice, tried by some, taken back."""

from datetime import timedelta

import jdatetime
import pytest

from moadon.apps.clubs.types import SYSTEM
from moadon.apps.members import actions as members
from moadon.apps.members.queries import members as members_of
from moadon.apps.members.types import NewMember
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.states import version_state
from moadon.flows import publishing
from moadon.interfaces.office.programmes.told import server_now
from moadon.kernel.calendars import zone_of
from moadon.kernel.shape_words import PERSIAN_DIGITS
from moadon.store import club_transaction
from tests.interfaces.office.shop_floor import reads
from tests.interfaces.office.test_programmes import ADD, DOCUMENT, PAGE, PUBLISH
from tests.interfaces.office.who import allowed, statuses

LESS, MORE = DOCUMENT.replace('give: "10"', 'give: "9"'), DOCUMENT.replace('give: "10"', 'give: "12"')


@pytest.fixture
def client(signed_in, kav):
    """A manager of a club with a member, whose programme is live."""
    client = signed_in("manager")
    client.post(ADD, PUBLISH)
    members.add_member(club=kav, new=NewMember(phone="0525550142"), actor=SYSTEM)
    return client


def states(club):
    with club_transaction(club.id):
        versions = programmes.shelf(club).versions
    return [str(version_state(one, versions, server_now())) for one in versions]


def drafted(club, text):
    publishing.redraft_programme(club=club, code="base", text=text, actor=SYSTEM)


def test_what_is_worse_is_shown_before_it_is_published_and_then_announced(client, kav):
    drafted(kav, LESS)
    page = client.get(f"{PAGE}/publish").content.decode()
    assert "Some members get less by it." in page
    assert "worse" in page
    refused = client.post(f"{PAGE}/publish", {"whom": "all"})
    assert refused.status_code == 422
    assert "must be announced" in refused.content.decode()
    at = (server_now() + timedelta(days=120)).strftime("%Y-%m-%dT%H:%M")
    told = client.post(f"{PAGE}/publish", {"whom": "all", "at": at}, follow=True).content.decode()
    assert "announced to" in told
    assert states(kav) == ["live", "scheduled"]
    client.post(f"{PAGE}/versions/2/withdraw", {"sure": "1"})
    assert states(kav) == ["live", "withdrawn"]


def test_a_persian_manager_says_a_jalali_day_from_which_it_is_live(client, kav):
    reads(client, "fa")
    drafted(kav, MORE)
    page = client.get(f"{PAGE}/publish").content.decode()
    assert 'type="datetime-local"' not in page and 'placeholder="۱۴۰۵/۰۹/۰۸ ۰۹:۰۰"' in page
    wrong = client.post(f"{PAGE}/publish", {"whom": "all", "at": "۱۴۰۹/۱۳/۰۱"})
    assert wrong.status_code == 422
    assert 'value="۱۴۰۹/۱۳/۰۱"' in wrong.content.decode() and "۱۴۰۵/۰۹/۰۸ ۰۹:۰۰" in wrong.content.decode()
    day = server_now().date() + timedelta(days=120)
    jalali = jdatetime.date.fromgregorian(date=day).strftime("%Y/%m/%d").translate(PERSIAN_DIGITS)
    client.post(f"{PAGE}/publish", {"whom": "all", "at": f"{jalali} ۹:۳۰"})
    assert states(kav) == ["live", "scheduled"]
    with club_transaction(kav.id):
        (begins,) = [v.live_from for v in programmes.shelf(kav).versions if v.number == 2]
    assert begins.astimezone(zone_of(kav.time_zone)).isoformat()[:16] == f"{day}T09:30"


def test_a_pilot_is_published_promoted_and_ended(client, kav):
    drafted(kav, MORE)
    assert "Nobody" not in client.get(f"{PAGE}/publish").content.decode()
    nobody = client.post(f"{PAGE}/publish", {"whom": "members", "members": "none"})
    assert nobody.status_code == 422
    client.post(f"{PAGE}/publish", {"whom": "members", "members": "052-555-0142\n"})
    assert states(kav) == ["live", "pilot"]
    page = client.get(PAGE).content.decode()
    assert "for 1 member" in page.replace('<span class="n">1</span>', "1")
    client.post(f"{PAGE}/versions/2/promote", {"sure": "1"})
    assert states(kav) == ["replaced", "ended", "live"]


def test_a_pilot_is_offered_for_the_segments_that_members_are_in(client, kav):
    drafted(kav, MORE)
    assert 'value="segment"' not in client.get(f"{PAGE}/publish").content.decode()
    with club_transaction(kav.id):
        noa = members_of(kav).get().pk
    members.edit_member(club=kav, member_id=noa, changes={"segments": ["vip"]}, actor=SYSTEM)
    page = client.get(f"{PAGE}/publish").content.decode()
    assert "vip: 1 member" in page
    assert client.post(f"{PAGE}/publish", {"whom": "segment", "segment": "rich"}).status_code == 422
    client.post(f"{PAGE}/publish", {"whom": "segment", "segment": "vip"})
    assert states(kav) == ["live", "pilot"]


def test_nothing_turns_without_being_sure(client, kav):
    drafted(kav, MORE)
    client.post(f"{PAGE}/publish", {"whom": "members", "members": "052-555-0142"})
    for what in ("promote", "end"):
        client.post(f"{PAGE}/versions/2/{what}")
        assert client.get(f"{PAGE}/versions/2/{what}").status_code == 302
    assert states(kav) == ["live", "pilot"]
    client.post(f"{PAGE}/versions/2/end", {"sure": "1"})
    assert states(kav) == ["live", "ended"]


def test_a_draft_is_thrown_away_when_one_is_sure_and_nobody_wrote_on(client, kav):
    drafted(kav, MORE)
    seen = client.get(PAGE).context["programme"].edition
    assert "Throw the draft away?" in client.get(PAGE).content.decode()

    client.post(f"{PAGE}/drop", {"edition": seen})
    drafted(kav, LESS)
    late = client.post(f"{PAGE}/drop", {"edition": seen, "sure": "1"}, HTTP_REFERER=PAGE, follow=True)
    assert "changed" in late.content.decode() and client.get(PAGE).context["programme"].draft == LESS

    client.post(f"{PAGE}/drop", {"edition": seen + 1, "sure": "1"})
    assert client.get(PAGE).context["programme"].draft is None
    assert "Throw the draft away?" not in client.get(PAGE).content.decode()
    assert states(kav) == ["live"]


def test_the_end_is_announced_and_can_be_taken_back(client, kav):
    assert "Announce the end" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}/end", {"sure": "1"})
    page = client.get(PAGE).content.decode()
    assert "Let it go on" in page
    client.post(f"{PAGE}/keep", {"sure": "1"})
    assert "Let it go on" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize(("language", "says"), [("en", "better"), ("he", "הכלל base"), ("fa", "قاعدهٔ base")])
def test_differences_between_any_two_are_read_in_the_readers_language(client, kav, language, says):
    client.post("/office/preferences", {"language": language})
    client.post(f"{PAGE}/edit", {"document": MORE, "do": "publish"})
    drafted(kav, LESS)
    for query in ("", "?older=1&newer=2", "?older=2&newer=draft", "?older=9&newer=x"):
        assert client.get(f"{PAGE}/differences{query}").status_code == 200
    page = client.get(f"{PAGE}/differences?older=1&newer=2").content.decode()
    assert says in page.replace("<bdi>", "").replace("</bdi>", "")


@pytest.mark.parametrize(
    ("path", "roles"),
    [("differences", ("owner", "manager", "cashier", "auditor", "analyst")), ("publish", ("owner", "manager"))],
)
def test_everybody_reads_differences_and_who_runs_the_club_publishes(signed_in, client, kav, path, roles):
    drafted(kav, MORE)
    assert statuses(signed_in, f"{PAGE}/{path}") == allowed(*roles)


def test_another_club_is_not_there(signed_in, client, north, kav):
    stranger = signed_in("owner", "noa", (north,))
    for path in ("publish", "differences", "versions/1/end"):
        assert stranger.get(f"{PAGE}/{path}").status_code == 404


def test_the_notice_is_a_setting_of_the_club(signed_in, kav):
    client = signed_in("owner")
    page = client.get("/office/kav/settings/")
    typed = {
        name: field.value() for name, field in ((f.name, f) for f in page.context["form"]) if field.value() is not None
    }
    assert client.post("/office/kav/settings/", {**typed, "notice_months": "6"}).status_code == 302
    assert client.get("/office/kav/settings/").context["form"]["notice_months"].value() == "6"
    assert client.post("/office/kav/settings/", {**typed, "notice_months": ""}).status_code == 302
    assert client.get("/office/kav/settings/").context["form"]["notice_months"].value() is None
