"""Programmes: what was live when, and versions that never change."""

from datetime import UTC, datetime, timedelta

import pytest

from moadon.apps.audit import queries as audit
from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.apps.programmes import actions, queries
from moadon.apps.programmes.types import VersionInfo, live_at
from moadon.engine.rules import Clock
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, watching
from tests.apps.people import facts_of

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
DAY = timedelta(days=1)
TEXT = """
format: moadon/programme/1
id: {code}
name: {{en: Club, he: מועדון, fa: باشگاه}}
currency: ILS
wallets: {{{wallet}: {{kind: credit}}}}
earn: [{{id: base, type: linear, every: "100", give: "{give}", wallet: {wallet}, basis: receipt}}]
"""


def _publish(
    club: ClubInfo, live_from: datetime, *, code: str = "style", give: str = "10", wallet: str = "credit"
) -> int:
    text = TEXT.format(code=code, give=give, wallet=wallet)
    return actions.publish_version(
        club=club, new=actions.NewVersion(code, text, live_from), now=NOW, actor=SYSTEM
    ).number


def test_a_version_is_live_from_its_moment_until_the_next(club: ClubInfo) -> None:
    _publish(club, NOW)
    _publish(club, NOW + 2 * DAY, give="20")
    moments = [NOW - DAY, NOW, NOW + 2 * DAY - timedelta(microseconds=1), NOW + 2 * DAY]

    with club_transaction(club.id), watching() as told:
        live = queries.live_versions(club, moments)

    assert [[version.number for version in live[moment]] for moment in moments] == [[], [1], [1], [2]]
    assert len(told) == 1


def test_a_version_published_for_earlier_gives_way_to_the_one_planned(club: ClubInfo) -> None:
    _publish(club, NOW)
    _publish(club, NOW + 5 * DAY, give="20")
    _publish(club, NOW + DAY, give="30")

    with club_transaction(club.id):
        shelf = queries.shelf(club)

    assert [shelf.versions_at(NOW + n * DAY)[0].number for n in (0, 1, 4, 5, 9)] == [1, 3, 3, 2, 2]


def test_of_two_versions_from_one_moment_the_later_counts() -> None:
    versions = [VersionInfo(1, "a", 1, NOW), VersionInfo(2, "a", 2, NOW)]

    assert [version.number for version in live_at(versions, NOW)] == [2]


def test_several_programmes_live_beside_each_other(club: ClubInfo) -> None:
    _publish(club, NOW, code="one")
    _publish(club, NOW, code="two", wallet="coins")

    with club_transaction(club.id):
        shelf = queries.shelf(club)

    assert [live.code for live in shelf.live_at(NOW, shelf.clock)] == ["one", "two"]
    assert shelf.wallets().keys() == {"credit", "coins"}


def test_a_programme_that_ended_is_not_live_but_its_wallets_are_known(club: ClubInfo) -> None:
    _publish(club, NOW)
    actions.end_programme(club=club, code="style", at=NOW + DAY, now=NOW, actor=SYSTEM)

    with club_transaction(club.id):
        shelf = queries.shelf(club)

    assert [len(shelf.versions_at(NOW + n * DAY)) for n in (0, 1)] == [1, 0]
    assert shelf.wallets().keys() == {"credit"}


def test_a_text_is_read_and_compiled_once(club: ClubInfo) -> None:
    _publish(club, NOW)

    with club_transaction(club.id):
        first, again = queries.shelf(club), queries.shelf(club)
    other_zone = Clock("Europe/Berlin")

    assert first.live_at(NOW, first.clock)[0].programme is again.live_at(NOW, again.clock)[0].programme
    assert first.live_at(NOW, other_zone)[0].programme is not first.live_at(NOW, first.clock)[0].programme


def test_the_shelf_is_one_statement_however_many_versions(club: ClubInfo) -> None:
    def statements() -> int:
        with club_transaction(club.id), watching() as told:
            queries.shelf(club)
        return len(told)

    empty = statements()
    for n in range(5):
        _publish(club, NOW + n * DAY, give=str(n + 1))

    assert (empty, statements(), statements()) == (1, 1, 1)


def test_other_clubs_shelves_are_their_own(club: ClubInfo, other: ClubInfo) -> None:
    _publish(other, NOW)

    with club_transaction(club.id):
        assert queries.shelf(club).versions == ()


def test_publishing_is_told_and_logged(club: ClubInfo) -> None:
    _publish(club, NOW)

    with club_transaction(club.id):
        deed = audit.deeds(club.id)[0]
    assert [(fact.name, fact.subject) for fact in facts_of(club)] == [("ProgrammePublished", "style")]
    assert (deed.action, deed.subject) == ("programme.published", "style")


def test_the_same_text_again_is_the_version_that_is_there(club: ClubInfo) -> None:
    assert [_publish(club, NOW), _publish(club, NOW + DAY), _publish(club, NOW - DAY)] == [1, 1, 2]


class TestADraft:
    def test_is_kept_beside_what_is_live(self, club: ClubInfo) -> None:
        _publish(club, NOW)

        held = actions.save_draft(club=club, code="style", text="new text", now=NOW, actor=SYSTEM)

        assert held.draft == "new text"
        with club_transaction(club.id):
            assert queries.versions_of(club, "style").get().source != "new text"

    def test_is_done_with_once_published(self, club: ClubInfo) -> None:
        text = TEXT.format(code="style", give="10", wallet="credit")
        actions.add_draft(club=club, code="style", text=text, actor=SYSTEM)

        actions.publish_version(club=club, new=actions.NewVersion("style", text, NOW), now=NOW, actor=SYSTEM)

        with club_transaction(club.id):
            assert queries.programme(club, "style").draft is None

    def test_of_an_old_edition_is_refused(self, club: ClubInfo) -> None:
        actions.add_draft(club=club, code="style", text="one", actor=SYSTEM)
        actions.save_draft(club=club, code="style", text="two", edition=1, now=NOW, actor=SYSTEM)

        with pytest.raises(Refused) as refused:
            actions.save_draft(club=club, code="style", text="three", edition=1, now=NOW, actor=SYSTEM)

        assert refused.value.status == 412

    def test_is_thrown_away_and_what_is_live_stays(self, club: ClubInfo) -> None:
        _publish(club, NOW)
        edition = actions.save_draft(club=club, code="style", text="new text", now=NOW, actor=SYSTEM).edition

        with pytest.raises(Refused) as stale:
            actions.drop_draft(club=club, code="style", edition=edition - 1, now=NOW, actor=SYSTEM)
        actions.drop_draft(club=club, code="style", edition=edition, now=NOW, actor=SYSTEM)
        with pytest.raises(Refused) as gone:
            actions.drop_draft(club=club, code="style", now=NOW, actor=SYSTEM)

        with club_transaction(club.id):
            held, deed = queries.programme(club, "style"), audit.deeds(club.id)[0]
        assert (held.draft, held.edition) == (None, edition + 1)
        assert (stale.value.status, gone.value.code, deed.action) == (412, "no_draft", "programme.draft_dropped")

    def test_that_was_never_published_takes_its_programme_with_it(self, club: ClubInfo) -> None:
        actions.add_draft(club=club, code="style", text="one", actor=SYSTEM)

        actions.drop_draft(club=club, code="style", now=NOW, actor=SYSTEM)

        with club_transaction(club.id), pytest.raises(Refused) as unknown:
            queries.programme(club, "style")
        assert unknown.value.status == 404
        actions.add_draft(club=club, code="style", text="again", actor=SYSTEM)

    def test_begins_once(self, club: ClubInfo) -> None:
        actions.add_draft(club=club, code="style", text="one", actor=SYSTEM)

        with pytest.raises(Refused) as refused:
            actions.add_draft(club=club, code="style", text="two", actor=SYSTEM)

        assert refused.value.code == "programme_taken"
