"""Baskets and promotions written as a club manager would: `3A100 B80` is three A at 100 each and one B at 80."""

import re

from moadon.engine.rules import (
    NOBODY,
    Basket,
    Buyer,
    Clock,
    Evaluation,
    Line,
    Programme,
    Standing,
    compile_programme,
    evaluate,
    parse,
)
from moadon.kernel.money import line_total, parse_decimal
from tests.engine.shop import TEL_AVIV, at

CATEGORIES = {"J": "jeans", "K": "jeans", "S": "shirts", "T": "shirts", "M": "mugs", "X": "sale"}
BRANDS = {"A": "acme", "B": "acme", "J": "acme", "C": "bolt", "S": "bolt"}
"""What the first letter of a sku stands for; a sku may go on with digits."""

_LINE = re.compile(r"(?:([\d.]+)\*)?([A-Z]\d*)@([\d.]+)(?:-([\d.]+))?\Z")
HEAD = "format: moadon/programme/1\nid: club\nname: {en: Club}\ncurrency: ILS\n"


def programme(*promotions: str, groups: str = "", more: str = "", clock: Clock = TEL_AVIV) -> Programme:
    """Promotions in YAML flow style; one without an id is called `p`."""
    written = "".join(f"  - {one if 'id:' in one else one.replace('{', '{id: p, ', 1)}\n" for one in promotions)
    text = HEAD + (f"groups: {groups}\n" if groups else "") + more + f"promotions:\n{written}"
    return compile_programme(parse(text, languages=()), clock)


def basket(
    goods: str, when: str = "2026-11-22 10:15", *, coupons: tuple[str, ...] = (), branch: str | None = "tlv",
    channel: str = "store", clock: Clock = TEL_AVIV,
) -> Basket:  # fmt: skip
    """A basket of lines such as `2*A1@99.90-5`: quantity, sku, unit price, discount of the till."""
    lines = []
    for text in goods.split():
        match = _LINE.match(text)
        assert match, text
        count, sku, price, off = match.groups()
        quantity, unit = parse_decimal(count or "1", 3), parse_decimal(price, 4)
        category, brand = CATEGORIES.get(sku[0]), BRANDS.get(sku[0])
        lines.append(
            Line(
                id=f"{sku}.{sum(one.sku == sku for one in lines)}" if any(one.sku == sku for one in lines) else sku,
                sku=sku, categories=(category, "clothes") if category in ("jeans", "shirts") else
                ((category,) if category else ()), brand=brand, quantity=quantity, unit_price=unit,
                total=line_total(quantity, unit, 2), discount=parse_decimal(off or "0", 2),
            )
        )  # fmt: skip
    return Basket(at(when, clock), clock, branch, "T1", None, channel, tuple(lines), (), (), coupons)


def judged(club: Programme, what: Basket, buyer: Buyer | None = None, shared: Standing = NOBODY) -> Evaluation:
    """The evaluation, with what must hold of every one checked."""
    told = evaluate(club, what, buyer, shared)
    off = {line.id: line.discount for line in what.lines}
    by_rule: dict[str, int] = {}
    for line, outcome in zip(what.lines, told.lines, strict=True):
        given = sum(amount for _, amount in outcome.discounts)
        assert (outcome.id, outcome.total, outcome.discount) == (line.id, line.total, off[line.id] + given)
        assert outcome.discount <= outcome.total
        for rule, amount in outcome.discounts:
            assert amount > 0
            by_rule[rule] = by_rule.get(rule, 0) + amount
    assert by_rule == {applied.rule: applied.amount for applied in told.promotions}
    assert told.discount == sum(off.values()) + sum(by_rule.values())
    assert told.to_pay == told.total - told.discount >= 0
    ids = [applied.rule for applied in told.promotions] + [no.rule for no in told.not_applied]
    assert len(ids) == len(set(ids))
    return told


def pays(club: Programme, goods: str, **more: object) -> str:
    """What is paid, as text."""
    buyer = more.pop("buyer", None)
    told = judged(club, basket(goods, **more), buyer)  # type: ignore[arg-type]
    return f"{told.to_pay // 100}.{told.to_pay % 100:02}"


def offs(told: Evaluation) -> dict[str, str]:
    """What each promotion took off, as text."""
    return {one.rule: f"{one.amount // 100}.{one.amount % 100:02}" for one in told.promotions}


def why_not(told: Evaluation) -> dict[str, str]:
    """Why each promotion that did not apply did not."""
    return {no.rule: no.code for no in told.not_applied}
