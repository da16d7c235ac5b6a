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
from moadon.flows.demo.receipts import ZONE, Story
from moadon.flows.demo.shop import Shop
from moadon.flows.demo.standing import PROGRAMME
from moadon.flows.demo.types import Product
from moadon.flows.publishing import publish_programme, redraft_programme
from moadon.flows.till.types import DraftLine, ReceiptDraft
from moadon.kernel.calendars import day_start
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

MORNING = "morning.yaml"
BUYERS = 40
"""Who came last in the story comes first this morning: so many members, basket after basket."""
_THOUSANDTHS, _PLACES = 1000, 100


def begin_morning(club: ClubInfo, story: Story, now: datetime) -> int:
    """Publish what the shop begins today, sell its first baskets and leave a draft; how many receipts stand.

    What is there already stays. `now` is after the story's last day. Raises Refused as publishing does.
    """
    about = documents.read(MORNING)
    text = _programme(about)
    with club_transaction(club.id):
        versions = programmes.versions_of(club, str(text["id"])).count()
    opens = day_start(story.recipe.as_of + timedelta(days=1), ZONE)
    if versions < 2:
        publish_programme(club=club, text=text, at=opens, actor=SYSTEM)
        redraft_programme(club=club, code=str(text["id"]), text=_draft(text, about["draft"]), actor=SYSTEM)
    outcomes = till.commit(club, _receipts(story, about["baskets"], opens, now), SYSTEM, now=lambda: now)
    # Where loading was begun before, those that stood say that their number is taken.
    return sum(not isinstance(one, Refused) or one.code == "receipt_number_taken" for one in outcomes)


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
    """Baskets in turn over the members who came last, between the day's beginning and now."""
    people = [v.member for v in reversed(story.visits[max(story.visits)]) if v.member >= 0]
    buyers = [n for n in dict.fromkeys(people) if story.people[n].ended_on is None][:BUYERS]
    branch = story.shop.branches[0]
    return [
        ReceiptDraft(
            number=str(90_001 + place),
            at=opens + (now - opens) * (place + 1) / (len(buyers) + 1),
            lines=_lines(story.shop, baskets[place % len(baskets)]),
            branch=branch.code,
            till=branch.tills[0],
            employee=branch.staff[place % len(branch.staff)],
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
