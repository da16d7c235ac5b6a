"""A phone, card or e-mail that somebody has already: the refusal leads to them."""

from django.forms import Form
from django.utils.html import format_html
from django.utils.translation import gettext as _

from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberKey, MemberRef
from moadon.interfaces.office.members.naming import called, member_href
from moadon.interfaces.office.parts.access import OfficeRequest, reading
from moadon.interfaces.office.parts.refusals import refuse, words_of
from moadon.kernel.refusals import Refused

_KINDS: dict[str, MemberKey] = {
    "phone_taken": "phone", "email_taken": "email", "card_taken": "card", "external_id_taken": "external_id",
}  # fmt: skip


def refuse_known(request: OfficeRequest, form: Form, refused: Refused) -> None:
    """Put a refusal under its field; where somebody has the identifier already, with the way to them."""
    kind = _KINDS.get(refused.code)
    if kind is None or kind not in form.fields:
        refuse(form, refused)
        return
    club = request.club
    with reading(request):
        ref = MemberRef(kind, form.cleaned_data[kind])
        seen = members.find_refs(club, [ref]).get(ref)
        holder = members.members(club).filter(id=seen.id).first() if seen else None
    if holder is None:
        refuse(form, refused)
        return
    way = format_html('<a class="mo-link" href="{}">{}</a>', member_href(club.slug, holder.pk), called(holder))
    form.add_error(kind, format_html("{} {}", words_of(refused), format_html(_("It belongs to {member}."), member=way)))
