"""Gift cards as callers see them."""

from collections.abc import Sequence

from moadon.apps.cards.models import Card
from moadon.apps.cards.types import owner_of
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.credentials.queries import letters_of_cards
from moadon.apps.ledger import queries as ledger
from moadon.engine.rules import GIFT_CARD
from moadon.interfaces.api import shown
from moadon.kernel.ids import public_id
from moadon.kernel.money import format_decimal


def cards(club: ClubInfo, rows: Sequence[Card]) -> list[dict[str, object]]:
    """Cards with what is on each. Three statements."""
    states = ledger.account_states([(owner_of(row.pk), GIFT_CARD) for row in rows])
    codes = clubs.branch_codes({row.branch_id for row in rows if row.branch_id})
    mails = letters_of_cards([row.pk for row in rows])
    told: list[dict[str, object]] = []
    for row in rows:
        account = states.get((owner_of(row.pk), GIFT_CARD))
        told.append(
            {
                "id": public_id("gft", row.pk),
                "state": row.state,
                "tail": row.tail,
                "amount": format_decimal(row.amount, club.exponent),
                "left": format_decimal(account.balance if account else 0, club.exponent),
                "has_pin": row.pin_hash is not None,
                "mail": mails.get(row.pk),
                "has_code": row.code_hash is not None,
                "expires_at": shown.moment(row.expires_at),
                "series": shown.opaque("gfs", row.series_id),
                "receipt": shown.opaque("rcp", row.sale),
                "line": row.line,
                "branch": codes.get(row.branch_id) if row.branch_id else None,
                "reference": row.reference,
                "note": row.note,
                "member": shown.opaque("mbr", row.member_id),
                "made_at": shown.moment(row.made_at),
                "activated_at": shown.moment(row.activated_at),
                "ended_at": shown.moment(row.ended_at),
                "ending": row.ending,
                "replaced_by": shown.opaque("gft", row.replaced_by),
                "reason": row.reason,
            }
        )
    return told
