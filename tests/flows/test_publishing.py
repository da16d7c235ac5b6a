"""One door for programmes: read, judged against the club, and only then live."""

from datetime import UTC, datetime, timedelta

import pytest

from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.apps.rewards.models import Earning
from moadon.engine.rules import InvalidDocument
from moadon.flows import publishing
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.apps.people import new_club

PAST = datetime(2019, 1, 1, tzinfo=UTC)
TEXT = """
format: moadon/programme/1
id: style
name: {en: Club, he: מועדון, fa: باشگاه}
currency: ILS
wallets: {credit: {kind: credit}}
earn: [{id: base, type: linear, every: "100", give: "10", wallet: credit, basis: receipt}]
"""


@pytest.fixture
def club(db: None) -> ClubInfo:
    return new_club()


def _codes(club: ClubInfo, text: str) -> list[tuple[str, str, str]]:
    return [(f.level, f.pointer, f.code) for f in publishing.check_programme(club, text)]


def test_a_good_document_has_nothing_said_against_it(club: ClubInfo) -> None:
    assert _codes(club, TEXT) == []


@pytest.mark.parametrize("text", ["", "[", "just words", TEXT.replace("credit}", "crdit}")])
def test_a_bad_one_is_told_and_not_published(club: ClubInfo, text: str) -> None:
    assert any(level == "error" for level, _, _ in _codes(club, text))
    with pytest.raises(InvalidDocument):
        publishing.publish_programme(club=club, text=text, actor=SYSTEM)


def test_the_money_is_the_clubs(club: ClubInfo) -> None:
    assert ("error", "/currency", "other_currency") in _codes(club, TEXT.replace("ILS", "EUR"))


@pytest.mark.parametrize("kind", ["{kind: points}", "{kind: points, decimals: 2}"])
def test_what_members_hold_keeps_its_meaning(club: ClubInfo, kind: str) -> None:
    publishing.publish_programme(club=club, text=TEXT, at=PAST, actor=SYSTEM)

    told = _codes(club, TEXT.replace("{kind: credit}", kind).replace("id: style", "id: other"))

    assert ("error", "/wallets/credit", "wallet_changed") in told


def test_every_language_of_the_club_is_needed(club: ClubInfo) -> None:
    assert ("error", "/name/fa", "missing_language") in _codes(club, TEXT.replace(", fa: باشگاه", ""))


def test_a_version_may_begin_in_a_past_by_which_nobody_earned(club: ClubInfo) -> None:
    done = publishing.publish_programme(club=club, text=TEXT, at=PAST, actor=SYSTEM)

    assert (done.number, done.live_from) == (1, PAST)


def test_but_not_where_somebody_did(club: ClubInfo) -> None:
    publishing.publish_programme(club=club, text=TEXT, at=PAST, actor=SYSTEM)
    with club_transaction(club.id):
        Earning.objects.create(
            club_id=club.id, member_id=1, programme="style", version=1, rule="base", period="-", wallet="credit",
            base=100, amount=10, at=PAST + timedelta(days=10), why=["w", {}],
        )  # fmt: skip
    changed = TEXT.replace('give: "10"', 'give: "20"')

    with pytest.raises(Refused) as refused:
        publishing.publish_programme(club=club, text=changed, at=PAST + timedelta(days=9), actor=SYSTEM)
    after = publishing.publish_programme(club=club, text=changed, at=PAST + timedelta(days=11), actor=SYSTEM)

    assert (refused.value.code, refused.value.status) == ("already_earned", 409)
    assert after.number == 2


@pytest.mark.parametrize(
    ("at", "code"),
    [(datetime(2019, 1, 1), "time_without_offset"), (datetime(2100, 1, 1, tzinfo=UTC), "too_far_ahead")],  # noqa: DTZ001
)
def test_moments_that_cannot_be(club: ClubInfo, at: datetime, code: str) -> None:
    with pytest.raises(Refused) as refused:
        publishing.publish_programme(club=club, text=TEXT, at=at, actor=SYSTEM)

    assert refused.value.code == code


def test_a_draft_becomes_a_version_once(club: ClubInfo) -> None:
    publishing.draft_programme(club=club, text=TEXT, actor=SYSTEM)
    done = publishing.publish_draft(club=club, code="style", actor=SYSTEM)

    with pytest.raises(Refused) as refused:
        publishing.publish_draft(club=club, code="style", actor=SYSTEM)

    assert (done.number, done.new, refused.value.code) == (1, True, "no_draft")
