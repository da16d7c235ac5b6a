"""One evaluation of everything, as plain values, for a process of its own."""

from moadon.engine.rules import Buyer, Progress, compile_programme, evaluate, explain, parse, reasons
from moadon.kernel.shapes import Shapes
from tests.engine.rules.test_fuzz import BASKET, WHOLE
from tests.engine.shop import TEL_AVIV, basket, line, programme


def answers() -> dict[str, object]:
    """What a club with every rule says about a basket with everything in it."""
    club = programme(
        "{id: a, type: linear, every: '10', give: '1', basis: accumulated, items: {category: [x, y], brand: [b, c]}}",
        "{id: b, type: targets, period: month, steps: [{reach: '1', give: '1'}, {reach: '500', give: '2'}]}",
        "{id: c, type: rate_by_value, period: quarter, bands: [{from: '0', rate: '0.1'}, {from: '900', rate: '0.2'}]}",
        "{id: d, type: per_amount, amount: '1', give: '1', wallet: points, multiply: {payment: {card: 2, cash: 3},"
        " sku: {s1: '1.5', s2: '0.5'}}, limits: {per_member: {amount: '60', times: 3, period: week}}}",
        "{id: e, type: per_amount, amount: '1', give: '1', when: {sku: [q, r, s], channel: [web, app]}}",
        "{id: f, type: per_amount, amount: '1', give: '1', when: {sku: [s1, s2, s3], category: [x, y, z]}}",
    )
    what = basket(
        "2026-11-22 10:15",
        line("33.33", sku="s1", category="x y z", brand="b"),
        line("33.33", sku="s2", category="y z", brand="c"),
        line("33.34", sku="s3", category="z"),
        payments={"card": "50", "cash": "30", "gift": "10"},
        redeem={"credit": "10"},
    )
    evaluation = evaluate(club, what, Buyer({("b", "2026-11"): Progress(base=49900)}))
    whole = compile_programme(parse(WHOLE), TEL_AVIV)
    promoted = evaluate(whole, BASKET, Buyer({}, segments=frozenset("abc")))
    shapes = [Shapes(language, "ILS", "gregorian", "Asia/Jerusalem") for language in ("en", "he", "fa")]
    return {
        "earnings": [repr(earning) for earning in evaluation.earnings],
        "near": [repr(near) for near in evaluation.near],
        "not_applied": [repr(no) for no in evaluation.not_applied],
        "promoted": repr(promoted),
        "whys": repr(reasons(club, what, Buyer({("b", "2026-11"): Progress(base=49900)}))),
        "reasons": repr(reasons(whole, BASKET, Buyer({}, segments=frozenset("abc")))),
        "limits": sorted(whole.progress_keys(BASKET) | whole.shared_keys(BASKET)),
        "keys": sorted(club.progress_keys(what)),
        "told": [sentence.text for shape in shapes for sentence in explain(club, shape)],
    }
