"""What a table asks of the function, asked of a till: a club of its own, its members, quotes and receipts."""

import json
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import Any

from moadon.apps.catalogue.models import Category
from moadon.apps.clubs.models import Branch, Club
from moadon.apps.clubs.queries import info_of
from moadon.engine.rules import Basket, Evaluation, Line, Redemption
from moadon.flows.tiers.telling import standings
from moadon.kernel.calendars import day_start
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.money import exponent_of, format_decimal, line_total, trim_decimal
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.shopkeeper import Shopkeeper, open_shop
from tests.flows.till.recording import Step, Story
from tests.members import member_row

BEFORE, BEGUN = datetime(2001, 1, 1, 12, tzinfo=UTC), datetime(2010, 1, 1, tzinfo=UTC)
LONG_AGO, LATEST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
LARGEST = 10**12
EARLIER = "a purchase before the first one of the row"
WORTH = "value that is worth something else than the wallet's"
GIVER = """\
id: giver{n}
format: moadon/programme/1
name: {{en: Giver, he: נותן, fa: دهنده}}
currency: {currency}
wallets: {{{wallet}: {parts}}}
earn:
  - {{id: gift, type: per_visit, give: "{give}", wallet: {wallet}, when: {{dates: ["2001-01-01", "2001-12-31"]}}}}
"""


class Unsaid(Exception):
    """Why a till cannot be told a row."""


def opened(story: Story) -> Shopkeeper:
    """A club with the clock and the money of the programme."""
    clock, shop = story.programme.clock, open_shop()
    own = {"time_zone": clock.zone, "calendar": clock.calendar, "week_start": clock.week_start}
    Club.objects.filter(id=shop.club.id).update(currency=story.programme.currency, **own)
    shop.club = info_of(Club.objects.get(id=shop.club.id))
    shop.now = LATEST
    return shop


def _as_yaml(document: str, code: str) -> str:
    """JSON with the id on a line of its own, where the shopkeeper looks for it."""
    held = json.loads(document)
    del held["id"]
    return f"id: {code}\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in held.items())


def joined(shop: Shopkeeper, story: Story, n: int) -> str:
    """Member `n` of a story; the public id. Raises Unsaid."""
    who, looks_at = story.members[n], story.programme.looks_at
    day = who.get("joined")
    if "first_purchase" in looks_at and not who.get("first_purchase"):
        raise Unsaid(EARLIER)
    if "joined" in looks_at and day is None:
        raise Unsaid("a member of whom nobody knows when they joined")
    since = LONG_AGO if day is None else day_start(day, shop.club.time_zone)
    with club_transaction(shop.club.id):
        row = member_row(
            shop.club.id, phone=f"+97252555{n:04d}", birth_date=who.get("birth"), joined_at=since,
            segments=sorted(who.get("segments") or ()),
        )  # fmt: skip
    return public_id("mbr", row.pk)


class Till:
    """Tells a club's till the baskets of a story."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.shop = opened(story)
        self.places = exponent_of(story.programme.currency)
        self.members = [joined(self.shop, story, n) for n in range(len(story.members))]
        self._publish()
        self._give()
        self.goods: dict[str, tuple[tuple[str, ...], str | None]] = {}

    def _publish(self) -> None:
        """The row's programme, live; whom it names is who joined."""
        document = self.story.programme.document.model_dump_json(by_alias=True, exclude_unset=True)
        for who, public in zip(self.story.members, self.members, strict=True):
            if who.get("id"):
                document = document.replace(json.dumps(who["id"]), json.dumps(public))
        self.shop.publish(_as_yaml(document, self.story.programme.id), since=BEGUN)

    def _give(self) -> None:
        """Let members have what they spend: another programme of the club gave it, long before the row's began."""
        wanted: Counter[tuple[int, str]] = Counter()
        for step in self.story.steps:
            for spent in step.basket.redemptions if step.basket else ():
                if step.member is None:
                    raise Unsaid("value spent by nobody")
                wanted[step.member, spent.wallet] += spent.amount
        wallets = self.story.programme.wallets
        if not all(wallet in wallets for _, wallet in wanted):
            raise Unsaid("value of a wallet that the programme does not have")
        for n, (member, wallet) in enumerate(wanted):
            parts = self.story.programme.document.wallets[wallet].model_dump_json(by_alias=True, exclude={"expires"})
            self.shop.publish(GIVER.format(n=n, wallet=wallet, parts=parts, give=2_000_000 + n,
                                           currency=self.story.programme.currency), since=BEFORE)  # fmt: skip
            body = self.shop.basket("1", member=self.members[member], at=(BEFORE + timedelta(days=n)).isoformat())
            self.shop.post(body)

    def body(self, step: Step) -> dict[str, Any]:
        """The basket as a till sends it. Raises Unsaid."""
        what = step.basket
        assert what is not None
        if what.clock != self.story.programme.clock:
            raise Unsaid("a branch with days of its own")
        if not what.lines:
            raise Unsaid("a basket without goods")
        if any(line.total > LARGEST for line in what.lines):
            raise Unsaid("more money than a receipt may carry")
        self._place(what)
        body: dict[str, Any] = {
            **self.shop.basket(), "at": what.at.isoformat(), "branch": what.branch, "channel": what.channel,
            "lines": [self._line(line) for line in what.lines], "coupons": list(what.coupons),
        }  # fmt: skip
        if step.member is not None:
            body["member"] = self.members[step.member]
        if what.payments:
            body["payments"] = [
                {"kind": p.kind, "amount": format_decimal(p.amount, self.places)} for p in what.payments
            ]
        if what.redemptions:
            body["redeem"] = [self._redeem(one) for one in what.redemptions]
        return body

    def _redeem(self, one: Redemption) -> dict[str, str]:
        wallet = self.story.programme.wallets[one.wallet]
        if wallet.value_of(one.amount) != one.value:
            raise Unsaid(WORTH)
        return {"wallet": one.wallet, "amount": format_decimal(one.amount, wallet.places), "proof": "1"}

    def _place(self, what: Basket) -> None:
        with club_transaction(self.shop.club.id):
            if what.branch and not Branch.objects.filter(code=what.branch).exists():
                Branch.objects.create(club_id=self.shop.club.id, code=what.branch, name=what.branch)
            for line in what.lines:
                held = self.goods.setdefault(line.sku, (line.categories, line.brand))
                if held != (line.categories, line.brand):
                    raise Unsaid("one sku that is two products")
                above = None
                for code in reversed(line.categories):
                    above, _ = Category.objects.get_or_create(
                        club_id=self.shop.club.id, code=code, defaults={"parent": above}
                    )

    def _line(self, line: Line) -> dict[str, Any]:
        price = line.total * 10 ** (4 - self.places) * 1000 // line.quantity
        if line_total(line.quantity, price, self.places) != line.total:
            raise Unsaid("a line whose units have no price in four decimals")
        return {
            "id": line.id, "sku": line.sku, "quantity": trim_decimal(line.quantity, 3),
            "unit_price": trim_decimal(price, 4), "discount": format_decimal(line.discount, self.places),
            "tax_rate": trim_decimal(line.tax_rate, 4),
            **({"category": line.categories[0]} if line.categories else {}),
            **({"brand": line.brand} if line.brand else {}),
        }  # fmt: skip

    def check(self, step: Step) -> int:
        """Ask the till for what the function said: how many baskets were compared. Raises Unsaid."""
        if step.basket is None:
            self._check_level(step)
            return 0
        assert step.said is not None
        body = self.body(step)
        quoted = self.shop.quote(body) if "payments" not in body else None
        (receipt,) = self.shop.post(body)
        if isinstance(receipt, Refused):
            if receipt.code in ("payments_do_not_match", "bad_payment_kind"):
                raise Unsaid("payments that are not what is to be paid")
            raise receipt
        expected = said(step.said)
        assert told(receipt) == expected
        if quoted is not None:
            assert told(quoted) == expected
        return 1

    def _check_level(self, step: Step) -> None:
        assert step.member is not None
        noon = datetime.combine(datetime.fromisoformat(step.day).date(), time(10), UTC)
        with club_transaction(self.shop.club.id):
            (found,) = standings(self.shop.club, row_id("mbr", self.members[step.member]), noon)
        held = found.ladder.level(found.ahead.level)
        assert (None if held is None else held.id) == step.level, step.day


def said(evaluation: Evaluation) -> dict[str, Any]:
    """What the function says, in the figures of an answer."""
    return {
        "to_pay": evaluation.to_pay,
        "awards": sorted(
            (one.rule, one.wallet, one.amount, one.expires_at) for one in evaluation.earnings if one.amount
        ),
        "not_applied": sorted((one.rule, one.code) for one in evaluation.not_applied),
        "near": sorted((one.rule, one.missing, one.gets) for one in evaluation.near),
    }


def told(answer: dict[str, Any]) -> dict[str, Any]:
    """The same of what a till is told."""

    def figure(text: str) -> int:
        return int(text.replace(".", ""))

    def own(part: str) -> list[dict[str, Any]]:
        return [one for one in answer[part] if not one["programme"].startswith("giver")]

    return {
        "to_pay": figure(answer["to_pay"]),
        "awards": sorted(
            (one["rule"], one["wallet"], figure(one["amount"]),
             one["expires_at"] and datetime.fromisoformat(one["expires_at"]))
            for one in own("awards")
        ),
        "not_applied": sorted((one["rule"], one["code"]) for one in own("not_applied")),
        "near": sorted((one["rule"], figure(one["missing"]), figure(one["gets"])) for one in own("near")),
    }  # fmt: skip


def play(story: Story) -> int:
    """Tell a till the whole story: how many baskets were compared. Raises Unsaid at the first that cannot be told."""
    if story.unsaid:
        raise Unsaid(story.unsaid)
    till = Till(story)
    return sum([till.check(step) for step in story.steps])
