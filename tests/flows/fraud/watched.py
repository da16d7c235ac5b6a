"""A shop that is watched."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from moadon.apps.clubs.models import Employee
from moadon.apps.clubs.types import Actor
from moadon.apps.fraud.models import Evidence, Finding
from moadon.apps.fraud.rules import checked, set_rule
from moadon.engine.fraud import KINDS, usual
from moadon.flows.fraud import Decided, decide, watch_club
from moadon.kernel.ids import public_id
from moadon.store import club_transaction
from tests.flows.sealed import others_are_over
from tests.flows.shopkeeper import LINEAR, NOON, Shopkeeper, document, open_shop

BOSS = Actor("user", 4711, "boss")


def watched_shop(**numbers: dict[str, Any]) -> Shopkeeper:
    """A shop of which only the rules given are on: name -> numbers, and `effect`."""
    shop = open_shop()
    shop.publish(document(LINEAR))
    for kind in KINDS:
        wanted = dict(numbers.get(kind, {}))
        effect = wanted.pop("effect", "review")
        whole = {**usual(KINDS[kind]).numbers, **wanted}
        set_rule(club=shop.club, rule=checked(kind, kind in numbers, effect, whole), actor=BOSS)
    return shop


def watch(shop: Shopkeeper, most: int = 1000) -> int:
    """Look until nothing is new; how many findings were opened."""
    others_are_over()
    return sum(step.opened for step in watch_club(shop.club, shop.now, most))


def ring(shop: Shopkeeper, member: str | None, *minutes: int, price: str = "100", **more: Any) -> list[Any]:
    """A receipt at each of these minutes after noon, rung by Dana."""
    told = []
    for minute in minutes:
        at = NOON + timedelta(minutes=minute)
        shop.now = max(shop.now, at)
        told.append(shop.buy(price, member=member, at=at.isoformat(), **{"employee": "e1", **more}))
    return told


def found(shop: Shopkeeper) -> list[tuple[str, str, int, int]]:
    """Rule, state, how many things it rests on and the peak, of every finding."""
    with club_transaction(shop.club.id):
        rows = Finding.objects.order_by("id")
        return [(row.rule, row.state, row.events, row.peak) for row in rows]


def the_finding(shop: Shopkeeper) -> Finding:
    with club_transaction(shop.club.id):
        return Finding.objects.order_by("-id")[0]


def evidence(shop: Shopkeeper) -> set[tuple[str, str, str, int]]:
    with club_transaction(shop.club.id):
        return set(Evidence.objects.values_list("rule", "subject", "kind", "ref"))


def decide_on(shop: Shopkeeper, decision: str, reason: str = "seen on camera", actor: Actor = BOSS) -> None:
    decide(shop.club, Decided(public_id("fnd", the_finding(shop).pk), decision, reason), actor, shop.now)


def dana(shop: Shopkeeper) -> int:
    with club_transaction(shop.club.id):
        return Employee.objects.get(club_id=shop.club.id, code="e1").pk


__all__: Sequence[str] = (
    "BOSS", "dana", "decide_on", "evidence", "found", "ring", "the_finding", "watch", "watched_shop",
)  # fmt: skip
