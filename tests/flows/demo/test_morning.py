"""The morning after the story: promotions and levels at work, a draft that differs, and nothing done twice."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from moadon.apps.cards.models import Card
from moadon.apps.coupons.models import Code
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.models import Programme
from moadon.apps.receipts.models import Receipt
from moadon.apps.redemptions.models import Reward
from moadon.flows.comparing import compare_versions
from moadon.flows.demo.load import load
from moadon.flows.demo.morning import BUYERS, begin_morning
from moadon.flows.demo.receipts import write_story
from moadon.flows.demo.types import Recipe
from moadon.store import club_transaction

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.MOADON_VAR = tmp_path
    yield tmp_path
    from moadon.insight.lake.engine import drop_engine

    drop_engine()


def test_the_morning_shows_promotions_levels_and_a_draft_and_comes_once() -> None:
    story = write_story(Recipe(date(2026, 11, 21), Fraction(1, 100)))
    club = load(story, "kav", told=lambda *_: None, now=datetime(2026, 11, 22, 1, 0, tzinfo=UTC)).club

    # There is no such morning on another day; and it may be begun, killed and gone on with.
    assert [begin_morning(club, story, AT + timedelta(days=days)) for days in (-1, 1)] == [0, 0]
    assert [begin_morning(club, story, AT + timedelta(hours=n)) for n in range(2)] == [BUYERS, BUYERS]
    with club_transaction(club.id):
        Programme.objects.filter(code="kav").update(draft=None)
    assert begin_morning(club, story, AT) == BUYERS

    with club_transaction(club.id):
        answers = [json.loads(row.answer) for row in Receipt.objects.filter(number__gte="90001", number__lt="90041")]
        differences = compare_versions(club, "kav", "2", "draft")
        numbers = [one.number for one in programmes.shelf(club).versions]
        sold = Counter(Card.objects.values_list("state", "amount"))
        codes, rewards = Code.objects.count(), Reward.objects.count()
    given = Counter(
        rule for told in answers for line in told["lines"] for rule in {d["rule"] for d in line["discounts"]}
    )
    assert len(answers) == BUYERS
    assert {"brushes", "acrylic", "beginning", "steps"} <= given.keys()
    assert any(told["near"] for told in answers)
    assert {tier["level"] for told in answers for tier in told["tiers"]} >= {"old-friend"}
    assert numbers == [1, 2]
    assert sold == {("active", 25_000): 1, ("active", 8_000): 1, ("active", 10_000): 6, ("inactive", 0): 18}
    assert (codes, rewards) == (200, 2)
    assert {one.direction for one in differences} == {"better", "worse"}
