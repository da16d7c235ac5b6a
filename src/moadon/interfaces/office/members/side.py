"""What stands at the side of a member's page: the last twelve months, and facts that seldom change."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, Sum
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.ledger import queries as ledger
from moadon.apps.ledger.models import Hold
from moadon.apps.members import queries as members
from moadon.apps.members.models import Member
from moadon.apps.receipts import queries as receipts
from moadon.apps.rewards import queries as rewards
from moadon.apps.rewards.models import Event
from moadon.engine.rules.earn.per_event import event_word
from moadon.interfaces.office.members.naming import Programmes, Shop, called, member_href
from moadon.interfaces.office.members.words import language_name
from moadon.interfaces.office.parts.masking import hides_people
from moadon.kernel.calendars import add_months, day_start
from moadon.kernel.ids import public_id
from moadon.kernel.money import round_half_up
from moadon.ui import marks
from moadon.ui.parts import Pair, Pairs, Text
from moadon.ui.reader import shapes

MONTHS = 12
EVENTS = 8
"""So many of the last events, and of what is set aside, are shown."""
_SALE = Q(kind="sale") & ~Q(state="cancelled")


@dataclass(frozen=True, slots=True)
class Year:
    """What a member bought in the last twelve months: money in minor units, returns taken off."""

    purchases: int
    visits: int
    last: datetime | None

    @property
    def average(self) -> int | None:
        """Money of one receipt, rounded half up; None where there is none."""
        return round_half_up(self.purchases, self.visits) if self.visits else None


def year_of(club: ClubInfo, member_id: int, now: datetime) -> Year:
    """The twelve months that end today. A cancelled sale is none; what came back is taken off. One query."""
    since = day_start(add_months(club.day_of(now), -MONTHS, club.calendar), club.time_zone)
    rows = receipts.receipts().filter(member_id=member_id).order_by()
    paid = Sum("total", filter=_SALE) - Sum("discount", filter=_SALE)
    back = Sum("total", filter=Q(kind="return")) - Sum("discount", filter=Q(kind="return"))
    found = rows.filter(at__gte=since).aggregate(
        paid=paid, back=back, visits=Count("id", filter=_SALE), last=Max("at", filter=_SALE)
    )
    return Year((found["paid"] or 0) - (found["back"] or 0), found["visits"], found["last"])


def events_told(member_id: int, book: Programmes) -> Pairs | None:
    """What happened to the member last that no receipt tells, with what it earned; nothing where nothing did.

    One query.
    """
    found = list(rewards.events_of(member_id)[:EVENTS])
    if not found:
        return None
    return Pairs([Pair(shapes().say(event_word(one.type)), _earned(one, book)) for one in found])


def _earned(event: Event, book: Programmes) -> SafeString:
    gains = [book.amount(wallet, amount, signed=True) for _programme, _rule, wallet, amount in event.earned if amount]
    return format_html_join(" · ", "{}", ((part,) for part in (*gains, marks.moment(event.at))))


def held_told(member_id: int, book: Programmes, now: datetime) -> Pairs | None:
    """What is set aside of the member's value now, for what and until when; nothing where nothing is. One query."""
    found = list(ledger.only_in(ledger.holds_of(member_id), "placed", now)[:EVENTS])
    if not found:
        return None
    return Pairs([Pair(marks.isolated(one.reference), _held(one, book)) for one in found])


def _held(hold: Hold, book: Programmes) -> SafeString:
    amount = book.amount(hold.account.wallet, hold.amount)
    return format_html(_("{amount} until {moment}"), amount=amount, moment=marks.moment(hold.expires_at))


def year_told(year: Year) -> Pairs:
    """The last twelve months as facts."""
    return Pairs(
        [
            Pair(_("Purchases"), marks.money(year.purchases) if year.purchases else marks.zero()),
            Pair(_("Visits"), marks.number(year.visits) if year.visits else marks.zero()),
            Pair(_("Average receipt"), marks.money(year.average)),
            Pair(_("Last visit"), marks.moment(year.last)),
        ]
    )


def facts_of(member: Member, club: ClubInfo, shop: Shop) -> Pairs:
    """Who a member is, beside name and phone. One query, and one more for who was brought by somebody."""
    pairs: list[tuple[Text, Text]] = [
        *([] if hides_people() else _reached(member)),
        (_("Language"), marks.foreign(language_name(member)) if member.language else ""),
        (_("Groups"), marks.foreign(", ".join(member.segments)) if member.segments else ""),
        (_("Signed up by"), shop.employee(member.employee_id)),
        *_friends(member, club),
    ]
    return Pairs([Pair(label, value) for label, value in pairs if value])


def _reached(member: Member) -> list[tuple[Text, Text]]:
    """What says who they are."""
    return [
        (_("E-mail"), marks.isolated(member.email) if member.email else marks.NONE),
        (_("Birthday"), marks.day_month(member.birth_date)),
        (_("Number elsewhere"), marks.isolated(member.external_id) if member.external_id else ""),
    ]


def _friends(member: Member, club: ClubInfo) -> list[tuple[Text, Text]]:
    """Who brought them and how many they brought, each with the way there."""
    told: list[tuple[Text, Text]] = []
    if member.referred_by is not None and (friend := members.members(club).filter(id=member.referred_by).first()):
        told.append((_("Brought by"), _link(member_href(club.slug, friend.pk), called(friend))))
    if brought := members.brought_by(member.pk):
        rows = f"{reverse('members', args=[club.slug])}?referred_by={public_id('mbr', member.pk)}"
        words = ngettext("{n} member", "{n} members", brought)
        told.append((_("Has brought"), _link(rows, format_html(words, n=marks.number(brought)))))
    return told


def _link(href: str, words: SafeString) -> SafeString:
    return format_html('<a class="fig" href="{}">{}</a>', href, words)


def who(member: Member, club: ClubInfo, shop: Shop) -> list[Text]:
    """The line of facts under the name: how a member is known, since when, and where they joined."""
    joined = marks.day(club.day_of(member.joined_at))
    facts: list[Text] = []
    if member.phone and not hides_people():
        facts.append(marks.phone(member.phone))
    if member.card and not hides_people():
        facts.append(format_html(_("card {card}"), card=marks.isolated(member.card)))
    facts.append(format_html(_("joined on {day}"), day=joined))
    if member.ended_at:
        facts.append(format_html(_("left on {day}"), day=marks.day(club.day_of(member.ended_at))))
    if branch := shop.branch(member.branch_id):
        facts.append(branch)
    return facts
