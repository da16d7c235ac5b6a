"""Two people change one member: the second is told kindly what the first changed, and loses nothing typed."""

import datetime as dt
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.audit import queries as audit
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.apps.members.models import Member
from moadon.interfaces.office.members.forms import MemberForm, values_of
from moadon.interfaces.office.members.naming import Shop
from moadon.interfaces.office.members.telling import listed
from moadon.interfaces.office.parts.access import OfficeRequest, reading
from moadon.kernel.ids import public_id
from moadon.ui import marks
from moadon.ui.parts import Notice
from moadon.ui.reader import shapes


@dataclass(frozen=True, slots=True)
class Conflict:
    """The form over what stands now, the edition that stands, and what to say."""

    form: MemberForm
    edition: int
    notice: Notice


def meet(request: OfficeRequest, form: MemberForm, shop: Shop, member_id: str) -> Conflict:
    """The form again: fields that its writer left alone show what stands now, the others what was typed."""
    with reading(request):
        member = members.member(request.club, member_id)
        now = {name: _typed(value) for name, value in values_of(member).items()}
        data = request.POST.copy()
        both = [
            format_html("{}: {}", form.fields[name].label, marks.foreign(now[name]) if now[name] else marks.NONE)
            for name in form.changed_data
            if data.get(f"initial-{name}", "") != _plain(values_of(member)[name])
        ]
        for name, value in values_of(member).items():
            data[f"initial-{name}"] = _plain(value)
            if name not in form.changed_data:
                data[name] = now[name]
        again = MemberForm(shop, data, initial=values_of(member), kept=True)
        again.is_valid()
        return Conflict(again, member.edition, Notice(_told(request.club, member, both)))


def _told(club: ClubInfo, member: Member, both: list[SafeString]) -> SafeString:
    deed = audit.deeds(club.id).filter(subject=public_id("mbr", member.pk)).first()
    who = deed.actor_name if deed and deed.actor_name else _("Somebody else")
    first = format_html(
        _("{who} changed this member at {time}, while you were writing. Nothing of yours is lost."),
        who=marks.foreign(who), time=marks.time(member.updated_at),
    )  # fmt: skip
    if not both:
        return format_html("{} {}", first, _("You changed other fields than they did: save again to keep both."))
    theirs = format_html(_("Theirs now: {fields}. Save again to keep yours instead."), fields=listed(both))
    return format_html("{} {}", first, theirs)


def _typed(value: object) -> str:
    """A value as one types it in the reader's script."""
    if isinstance(value, dt.date) and shapes().language == "fa":
        return shapes().date(value, narrow=True)
    return _plain(value)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")
