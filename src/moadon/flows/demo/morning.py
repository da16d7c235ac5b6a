"""The morning after the story: a version with promotions and levels, the first receipts under it, and a draft.

The story's two years are calibrated to a published case, and a promotion would change what was paid in them; what
comes after its last day is the shop's own.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.apps.members.types import MemberRef
from moadon.apps.programmes import queries as programmes
from moadon.flows import till
from moadon.flows.demo import documents
from moadon.flows.demo.counter import lay_out_counter
from moadon.flows.demo.load import LoadFailed
from moadon.flows.demo.receipts import ZONE, Story
from moadon.flows.demo.shop import Shop
from moadon.flows.demo.standing import PROGRAMME
from moadon.flows.demo.types import Product
from moadon.flows.publishing import publish_programme, redraft_programme
from moadon.flows.till.types import DraftLine, ReceiptDraft
from moadon.kernel.calendars import day_start, local_day
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

MORNING = "morning.yaml"
BUYERS = 40
"""Who came last in the story comes first this morning: so many members, basket after basket."""
_THOUSANDTHS, _PLACES = 1000, 100


def begin_morning(club: ClubInfo, story: Story, now: datetime) -> int:
    """Publish what the shop begins today, lay out its counter, take its first orders and leave a draft; how many
    receipts stand.

    What is there already stays. On any day but the one after the story's last nothing is done: there is no morning to
    tell of. Raises LoadFailed where an order is refused, Refused as publishing does.
    """
    day = story.recipe.as_of + timedelta(days=1)
    if local_day(now, ZONE) != day:
        return 0
    about, opens = documents.read(MORNING), day_start(day, ZONE)
    text = _programme(about)
    code = str(text["id"])
    with club_transaction(club.id):
        begun = programmes.versions_of(club, code).count() > 1
        drafted = programmes.programme(club, code).draft is not None
    if not begun:
        publish_programme(club=club, text=text, at=opens, actor=SYSTEM)
    if not drafted:
        redraft_programme(club=club, code=code, text=_draft(text, about["draft"]), actor=SYSTEM)
    lay_out_counter(club, now)
    outcomes = till.commit(club, _receipts(story, about["baskets"], opens, now), SYSTEM, now=lambda: now)
    for outcome in outcomes:
        # Where loading was begun before, those that stand say so.
        if isinstance(outcome, Refused) and outcome.code != "receipt_number_taken":
            raise LoadFailed(f"an order of the morning: {outcome}")
    return len(outcomes)


def _programme(about: Mapping[str, Any]) -> dict[str, Any]:
    return {**documents.read(PROGRAMME), **about["programme"]}


def _draft(text: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`text` with the keys of some rules and promotions replaced; an empty value takes a key away."""

    def changed(part: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in {**part, **changes.get(part["id"], {})}.items() if value != {}}

    return {**text, **{kind: [changed(part) for part in text[kind]] for kind in ("earn", "promotions")}}


def _receipts(
    story: Story, baskets: Sequence[Sequence[Sequence[Any]]], opens: datetime, now: datetime
) -> list[ReceiptDraft]:
    """Baskets in turn over the members who came last, between the day's beginning and now: in the shop that is always
    open."""
    people = [v.member for v in reversed(story.visits[max(story.visits)]) if v.member >= 0]
    buyers = [n for n in dict.fromkeys(people) if story.people[n].ended_on is None][:BUYERS]
    branch = next(one for one in story.shop.branches if one.channel == "web")
    return [
        ReceiptDraft(
            number=str(90_001 + place),
            at=opens + (now - opens) * (place + 1) / (len(buyers) + 1),
            lines=_lines(story.shop, baskets[place % len(baskets)]),
            branch=branch.code,
            till=branch.tills[0],
            channel=branch.channel,
            member=MemberRef("card", story.people[buyer].card),
        )
        for place, buyer in enumerate(buyers)
    ]


def _lines(shop: Shop, basket: Sequence[Sequence[Any]]) -> tuple[DraftLine, ...]:
    picked = [(_product(shop, category, which), units) for category, which, units in basket]
    return tuple(
        DraftLine(
            id=str(place),
            sku=product.sku,
            quantity=units * _THOUSANDTHS,
            unit_price=product.price * _PLACES,
            discount=0,
            tax_rate=1800,
            unit_cost=product.cost * _PLACES,
        )
        for place, (product, units) in enumerate(picked, 1)
    )


def _product(shop: Shop, category: str, which: str) -> Product:
    """The dearest (`+`) or the cheapest of a category."""
    found = sorted((one for one in shop.products if one.category == category), key=lambda one: (one.price, one.sku))
    return found[-1 if which == "+" else 0]
