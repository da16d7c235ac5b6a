"""What stands before the first receipt: the club, its shop, its goods and its programme."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import yaml

from moadon.apps.catalogue import actions as catalogue
from moadon.apps.catalogue import queries as goods
from moadon.apps.catalogue.types import NewProduct
from moadon.apps.clubs import actions, queries
from moadon.apps.clubs.types import SYSTEM, ClubInfo, NewClub
from moadon.apps.programmes import queries as programmes
from moadon.flows.demo import documents
from moadon.flows.demo.receipts import Story
from moadon.flows.demo.shop import TAX, Shop
from moadon.flows.publishing import publish_programme
from moadon.kernel.calendars import day_start
from moadon.kernel.money import PRICE_PLACES, RATE_PLACES
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

PROGRAMME = "programmes/kav.yaml"
_PRICE = 10 ** (PRICE_PLACES - 2)


@dataclass(frozen=True, slots=True)
class Places:
    """Row numbers by the shop's own codes."""

    branches: Mapping[str, int]
    employees: Mapping[str, int]


def open_club(story: Story, slug: str) -> ClubInfo:
    """The club `slug` with branches, employees, goods and a live programme; what is there already stays."""
    club = find_club(slug) or _create(story.shop.name, slug)
    _open_shop(club, story.shop)
    _list_goods(club, story.shop)
    text = documents.text(PROGRAMME)
    with club_transaction(club.id):
        published = programmes.versions_of(club, yaml.safe_load(text)["id"]).exists()
    if not published:
        since = day_start(story.recipe.before.start - timedelta(days=1), club.time_zone)
        publish_programme(club=club, text=text, at=since, actor=SYSTEM)
    return club


def find_club(slug: str) -> ClubInfo | None:
    """The club `slug`, if there is one."""
    try:
        return queries.club_by_slug(slug)
    except Refused:
        return None


def places_of(club: ClubInfo) -> Places:
    """The club's branches and employees."""
    with club_transaction(club.id):
        return Places(
            dict(queries.branches(club).values_list("code", "id")),
            dict(queries.employees(club).values_list("code", "id")),
        )


def _create(name: str, slug: str) -> ClubInfo:
    about = documents.read("club.yaml")
    return actions.create_club(
        new=NewClub(
            slug=slug,
            name=name,
            currency=about["currency"],
            time_zone=about["time_zone"],
            languages=tuple(about["languages"]),
            region=about["region"],
            calendar=about["calendar"],
            week_start=about["week_start"],
            brand_colour=about["brand_colour"],
        )
    )


def _open_shop(club: ClubInfo, shop: Shop) -> None:
    known = places_of(club)
    for branch in shop.branches:
        if branch.code not in known.branches:
            actions.add_branch(club=club, code=branch.code, name=branch.name, actor=SYSTEM)
    opened = places_of(club)
    for each in shop.employees:
        if each.code not in known.employees:
            branch_id = opened.branches[each.branch]
            actions.add_employee(club=club, code=each.code, name=each.name, branch_id=branch_id, actor=SYSTEM)


def _list_goods(club: ClubInfo, shop: Shop) -> None:
    with club_transaction(club.id):
        known = set(goods.categories(club).values_list("code", flat=True))
    for category in shop.categories:
        if category.code not in known:
            catalogue.add_category(
                club=club, code=category.code, name=category.name, parent=category.parent, actor=SYSTEM
            )
    rate = int(TAX * 10**RATE_PLACES)
    catalogue.list_products(
        club=club,
        rows=[
            NewProduct(each.sku, each.name, each.category, each.brand, each.cost * _PRICE, each.price * _PRICE, rate)
            for each in shop.products
        ],
    )
