"""Proofs for a member: of one line with its QR code, and of the whole statement as a file."""

import json

import segno
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.apps.ledger import queries as ledger
from moadon.apps.members import queries as members
from moadon.apps.members.models import Member
from moadon.flows import proving
from moadon.flows.proving import Proof
from moadon.interfaces.office.members.moves import gather
from moadon.interfaces.office.members.naming import Programmes, Shop, crumbs_to
from moadon.interfaces.office.members.statement import Statement
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.ui.parts import Entries


@page(May.READ_MEMBERS)
def proof_page(request: OfficeRequest, member_id: str, entry_id: str) -> HttpResponseBase:
    """One line of a member's statement with its proof; with `?file` the proof alone."""
    member = members.member(request.club, member_id)
    entry = row_id("ent", entry_id)
    if not ledger.entries_of(member.pk).filter(pk=entry).exists():
        raise Refused("unknown_id", status=404, given=entry_id)
    proof = _proof(request, entry)
    if proof is not None and request.GET.get("file"):
        return _file(proving.told_statement([proof], proof.checkpoint), f"{entry_id}.json")
    context: dict[str, object] = {
        "crumbs": crumbs_to(request, _("Proof of a line"), member),
        "line": _line(request, member, entry),
        "proof": proof,
    }
    if proof is not None:
        context |= {
            "number": proof.number + 1,
            "file": f"{entry_id}.json",
            "qr": _qr(proof),
            "text": json.dumps(json.loads(proof.text), indent=1),
        }
    return render_page(request, "office/members/proof.html", context)


@page(May.READ_MEMBERS)
def proofs(request: OfficeRequest, member_id: str) -> HttpResponseBase:
    """Every sealed line of the member with its proof, as a file."""
    member = members.member(request.club, member_id)
    return _file(proving.statement(request.club, member.pk), f"{public_id('mbr', member.pk)}.json")


def _proof(request: OfficeRequest, entry: int) -> Proof | None:
    try:
        return proving.proof_of(request.club, entry)
    except Refused as refused:
        if refused.code in ("not_sealed_yet", "nothing_sealed"):
            return None
        raise


def _line(request: OfficeRequest, member: Member, entry: int) -> Entries:
    """The line as the statement has it."""
    statement = Statement(Programmes(request.club), Shop(request.club), only_branch=request.role.branch_id)
    return statement.entries(gather(ledger.entries_of(member.pk).filter(transaction__entry=entry)))


def _qr(proof: Proof) -> SafeString:
    """The proof as a QR code. Its quiet zone and colours are its own, so that it can be read on a dark page too."""
    told = json.dumps(proving.told_statement([proof], proof.checkpoint), separators=(",", ":"))
    code = segno.make(told, error="l", micro=False)
    return SafeString(code.svg_inline(border=4, light="#fff", dark="#000", svgclass="mo-qr", omitsize=True))


def _file(told: dict[str, object], name: str) -> HttpResponse:
    response = HttpResponse(json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
