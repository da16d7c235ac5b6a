"""What whoever tells an event is told, as JSON text: awards with their reasons, as of receipts."""

from moadon.engine.rules import AWAITED
from moadon.flows.events.judging import Judged
from moadon.flows.till import answers
from moadon.flows.till.scene import Scene
from moadon.kernel.ids import public_id
from moadon.kernel.money import format_decimal
from moadon.kernel.sentences import Message
from moadon.kernel.shapes import Shapes


def answer(judged: Judged, scene: Scene) -> str:
    """The event with what it earned, what can be spent now that it came, and why rules for it gave nothing."""
    shapes = answers.speaker_of(scene, judged.draft.language)
    return answers.dumps(
        {
            "id": public_id("evt", judged.id),
            "type": judged.draft.type,
            "member": public_id("mbr", judged.member.id),
            "at": judged.draft.at.isoformat(),
            "awards": _awards(judged, shapes),
            "activated": _activated(judged, scene),
            "not_applied": [
                {"rule": no.rule, "programme": live.code, "code": no.code, "why": _say(no.why, shapes)}
                for live, no in judged.not_applied
            ],
            "wallets": answers.wallets_told(scene, judged.member.id),
        }
    )


def _say(why: Message, shapes: Shapes) -> str:
    return answers.words().tell(why, shapes)


def _awards(judged: Judged, shapes: Shapes) -> list[dict[str, object]]:
    return [
        {
            "wallet": earning.wallet,
            "amount": format_decimal(earning.amount, live.programme.wallets[earning.wallet].places),
            "rule": earning.rule,
            "programme": live.code,
            "version": live.version,
            "active_at": None if earning.active_at >= AWAITED else earning.active_at.isoformat(),
            "expires_at": answers.moment_text(earning.expires_at),
            "why": _say(earning.why, shapes),
        }
        for live, earning in judged.given
    ]


def _activated(judged: Judged, scene: Scene) -> list[dict[str, object]]:
    wallets = scene.wallets()
    return [
        {
            "wallet": account.wallet,
            "amount": format_decimal(lot.remaining, wallets[account.wallet].wallets[account.wallet].places),
            "programme": lot.programme,
            "rule": lot.rule,
            "expires_at": answers.moment_text(lot.expires_at),
        }
        for account, lot in judged.activated
    ]
