"""An answer is remembered with what it tells of, and given again byte for byte."""

from collections.abc import Callable

import pytest

from moadon.apps.audit import actions, queries
from moadon.apps.audit.types import Answer, RequestMark
from moadon.apps.catalogue.models import Category
from moadon.apps.clubs.types import ClubInfo
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

MARK = RequestMark("key:1", "one", b"digest")


def _once(club: ClubInfo, work: Callable[[], Answer], mark: RequestMark = MARK) -> Answer:
    with club_transaction(club.id):
        return actions.answer_once(club.id, mark, work)


def _never() -> Answer:
    raise AssertionError("work was done twice")


def test_the_first_answer_is_given_again(club: ClubInfo) -> None:
    first = _once(club, lambda: Answer(201, '{"a":  1}'))
    again = _once(club, _never)

    assert (first.replayed, again) == (False, Answer(201, '{"a":  1}', replayed=True))


def test_a_refusal_undoes_its_work_and_is_remembered(club: ClubInfo) -> None:
    def refuse() -> Answer:
        Category.objects.create(club_id=club.id, code="half", name="half done")
        return Answer(422, "no")

    _once(club, refuse)

    assert _once(club, _never) == Answer(422, "no", replayed=True)
    with club_transaction(club.id):
        assert not Category.objects.exists()


def test_work_that_breaks_is_forgotten(club: ClubInfo) -> None:
    with pytest.raises(ZeroDivisionError):
        _once(club, lambda: Answer(1 // 0, ""))

    assert _once(club, lambda: Answer(200, "now")).replayed is False


def test_another_request_under_the_key_is_refused(club: ClubInfo) -> None:
    _once(club, lambda: Answer(200, ""))

    with pytest.raises(Refused) as refused:
        _once(club, _never, RequestMark("key:1", "one", b"other"))

    assert refused.value.code == "idempotency_key_reused"


def test_keys_of_other_callers_and_clubs_are_their_own(club: ClubInfo, other: ClubInfo) -> None:
    _once(club, lambda: Answer(200, "mine"))

    assert _once(club, lambda: Answer(200, "theirs"), RequestMark("key:2", "one", b"digest")).body == "theirs"
    assert _once(other, lambda: Answer(200, "elsewhere")).body == "elsewhere"


def test_claimed_keys_are_free_when_the_transaction_ends(club: ClubInfo) -> None:
    for _ in range(2):
        with club_transaction(club.id):
            assert actions.claim_keys(club.id, "key:1", ["a", "b", "a"]) == frozenset()


def test_nothing_is_remembered_of_what_was_not_asked(club: ClubInfo) -> None:
    with club_transaction(club.id):
        assert queries.remembered(club.id, MARK) is None
