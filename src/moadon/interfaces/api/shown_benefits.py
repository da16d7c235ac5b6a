"""What is on offer to a member, as the API tells it."""

from collections.abc import Sequence

from moadon.apps.programmes.models import Notice
from moadon.engine.coupons import grouped
from moadon.engine.rules import PRICE
from moadon.engine.rules.explain import explain
from moadon.flows.benefits import Benefits, NearBenefit, Offered
from moadon.flows.coupons.links import link_of
from moadon.flows.coupons.looking import CodeTold
from moadon.flows.till.levels import tier_told
from moadon.interfaces.api import shown, shown_programmes
from moadon.interfaces.api.callers import Caller
from moadon.interfaces.api.shown_coupons import PAGE
from moadon.kernel.money import format_decimal
from moadon.kernel.shapes import Shapes
from moadon.ui.words import tell


def benefits_told(caller: Caller, found: Benefits, own: Sequence[CodeTold], speaker: Shapes) -> dict[str, object]:
    """Everything of it, with the member's own codes, in the language of `speaker`, who is the caller's."""
    return {
        "offers": [offer for one in found.offers for offer in _offers(one, speaker)],
        "near": [_near(one, speaker) for one in found.near],
        "tiers": [
            tier_told(one.live.code, one.ladder, one.ahead, lambda why: tell(why, speaker)) for one in found.tiers
        ],
        "announced": [_announced(caller, notice) for notice in found.announced],
        "coupons": [_coupon(one) for one in own],
    }


def _coupon(one: CodeTold) -> dict[str, object]:
    return {
        "code": one.row.code,
        "text": grouped(one.row.code),
        "name": one.row.pool.name,
        "words": one.words,
        "valid_until": shown.moment(one.until),
        "uses_left": one.row.uses - one.row.used,
        "link": PAGE + link_of(one.row.club_id, one.row.pk),
    }


def _offers(one: Offered, speaker: Shapes) -> list[dict[str, object]]:
    live = one.live
    return [
        {
            "programme": live.code,
            "version": live.version,
            "kind": said.kind,
            "rule": said.subject,
            "text": said.text,
        }
        for said in explain(live.programme, speaker)
        if said.kind in ("rule", "promotion") and said.subject in one.parts
    ]


def _near(one: NearBenefit, speaker: Shapes) -> dict[str, object]:
    programme, near = one.programme, one.near
    places = programme.exponent if near.wallet == PRICE else programme.wallets[near.wallet].places
    return {
        "programme": programme.id,
        "rule": near.rule,
        "wallet": None if near.wallet == PRICE else near.wallet,
        "missing": str(near.missing) if near.counted else format_decimal(near.missing, programme.exponent),
        "gets": format_decimal(near.gets, places),
        "why": tell(near.why, speaker),
    }


def _announced(caller: Caller, notice: Notice) -> dict[str, object]:
    return {
        "programme": notice.programme.code,
        "version": None if notice.version is None else notice.version.number,
        "takes_effect_at": shown.moment(notice.takes_effect_at),
        "differences": shown_programmes.differences(caller, notice.differences),
    }
