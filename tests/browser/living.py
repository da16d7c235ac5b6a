"""The life of a programme as its manager leads it: tried, piloted, let live for all, changed for the worse."""

from typing import Any, NamedTuple

from tests.browser.building import Building
from tests.browser.writing import Writing
from tests.interfaces.office.shop_floor import Floor

PHONE = "+972525550142"


class Life(NamedTuple):
    """What is tried of a programme, and what is then made worse.

    `items`: category, price and how many; each costs the shop a little. `gives`: rules and promotions that must be seen
    to apply. `level`: ladder and level of the member made up. `worse`: a place and the value it gets.
    """

    items: tuple[tuple[str, str, str], ...]
    gives: tuple[str, ...]
    worse: tuple[str, str]
    pilot: str
    at: str = "2026-12-01T09:00"
    level: tuple[str, str] | None = None


LIVES = {
    "fashion": Life((("shirts", "110", "2"),), ("second", "hundred"), ("/earn/0/give", "8"), "best"),
    "supermarket": Life((("dairy", "10", "3"),), ("third",), ("/earn/0/steps/0/give", "30"), "members"),
    "crafts": Life((("paint", "50", "5"),), ("colours",), ("/earn/0/bands/1/rate", "0.12"), "segment"),
    "cafe": Life((("hot-drinks", "16", "1"), ("pastry", "18", "1")), ("breakfast",), ("/earn/0/every", "10"), "members"),
    "pharmacy": Life(
        (("vitamins", "60", "3"),), ("vitamins", "points"), ("/earn/0/multiply/category/baby", "1.5"), "best"
    ),
    "restaurant": Life(
        (("mains", "60", "1"), ("drinks", "20", "1")), ("lunch",), ("/promotions/0/get/price", "79"), "segment",
        at="2026-11-29T12:30",
    ),
    "tiers": Life(
        (("sale", "100", "1"),), ("early", "points"), ("/tiers/0/levels/1/from", "2500"), "members",
        level=("main", "silver"),
    ),
    "paid-club": Life(
        (("towels", "100", "1"),), ("everything",), ("/promotions/0/get/value", "0.08"), "segment",
        level=("card", "premium"),
    ),
}  # fmt: skip


def tries(writing: Writing, life: Life, names: dict[str, str]) -> None:
    """A made-up member buys: what applies is named with its reasons, and what is left of the price is told."""
    page = writing.page
    if life.level is not None:
        page.select_option(f"[id='try-level-{life.level[0]}']", life.level[1])
    page.locator(".mo-try > form > details > summary").click()
    page.fill("#try-at", life.at)
    for n, (category, price, count) in enumerate(life.items, 1):
        if n > 1:
            page.click("#try-add")
        page.locator(f"[data-items] .item:nth-child({n}) summary").click()
        told = {"price": price, "quantity": count, "category": category, "cost": "5"}
        for name, text in told.items():
            page.fill(f"#try-{name}-{n}", text)
            page.locator(f"#try-{name}-{n}").blur()
    for rule in life.gives:
        applied = page.locator(".mo-tree .yes", has_text=names[rule])
        applied.locator("ul li").first.wait_for()
    # Every field that was left asked anew: the last answer knows what all goods cost, and so what is left of them.
    page.locator("[data-tried] h3.mo-out").nth(1).wait_for()
    assert page.locator(".mo-given .sum").count() == 1


def reviews(writing: Writing) -> None:
    """Looks at what would go live."""
    writing.page.click("[data-do='review']")
    writing.page.wait_for_selector("[data-publish]")


def pilots(writing: Writing, how: str) -> None:
    """Publishes for some: the best, those named, or those of a segment."""
    page = writing.page
    reviews(writing)
    page.check(f"[name=whom][value={how}]")
    if how == "best":
        page.fill("#id_best", "1")
    elif how == "members":
        page.fill("#id_members", PHONE)
    else:
        page.select_option("#id_segment", "vip")
    writing.window.follows(lambda: page.click("[data-do='publish']"))


def goes_live(writing: Writing) -> None:
    """Lets everybody have what the pilot has tried."""
    page = writing.page
    page.click("[data-opens='promote-1']")
    writing.window.follows(lambda: page.click("#promote-1 .btn-primary"))


def worsens(writing: Writing, building: Building, life: Life) -> None:
    """Lowers what members get: it is marked at once, refused for now, and announced from when it may count."""
    page = writing.page
    at, value = life.worse
    card = "/".join(at.split("/")[:3])
    writing.opens("kav/edit")
    writing.opens_card(card)
    building.gives(at, value)
    page.locator(f"[data-card='{card}'] .mo-wrong.mild").first.wait_for()
    reviews(writing)
    assert page.locator(".mo-review .mo-diff .worse").count() == 1
    lawful = page.input_value("#id_at")
    page.fill("#id_at", "")
    page.click("[data-do='publish']")
    page.wait_for_selector("[data-publish] .mo-wrong")
    page.fill("#id_at", lawful)
    writing.window.follows(lambda: page.click("[data-do='publish']"))


def states(floor: Floor) -> list[str]:
    """The state of each version, in order."""
    from moadon.apps.programmes import queries
    from moadon.apps.programmes.states import version_state
    from moadon.interfaces.office.programmes.told import server_now
    from moadon.store import club_transaction

    with club_transaction(floor.club.id):
        versions = queries.shelf(floor.club).versions
    return [str(version_state(one, versions, server_now())) for one in versions]


def notices(floor: Floor) -> list[Any]:
    """What was announced of the programme, as the books keep it."""
    from moadon.apps.programmes import queries
    from moadon.store import club_transaction

    with club_transaction(floor.club.id):
        return list(queries.notices_of(floor.club, "kav"))
