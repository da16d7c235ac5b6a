"""Codes on paper: a sheet of free ones with a QR each, to be cut up."""

import segno
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.apps.coupons import queries
from moadon.apps.coupons.models import Pool
from moadon.engine.coupons import grouped
from moadon.flows.coupons.looking import CodeTold, told_codes
from moadon.interfaces import ports
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.ui.parts import Crumb, Crumbs
from moadon.ui.reader import shapes

MOST = 300
USUAL = 24
STATES = ("free", "reserved", "issued")


def qr(code: str) -> SafeString:
    """A code as a QR. Its quiet zone and colours are its own, so that it can be read on a dark page too."""
    made = segno.make(code, error="m", micro=False)
    return SafeString(made.svg_inline(border=4, light="#fff", dark="#000", svgclass="mo-qr", omitsize=True))


@page(May.MAKE_COUPONS)
def sheet(request: OfficeRequest, pool_id: str) -> HttpResponseBase:
    """The oldest codes of a state, ready to print: `state`, and from which on, `after` (a code)."""
    club, now = request.club, timezone.now()
    pool = queries.pool(club, pool_id)
    state = request.GET.get("state", "free")
    if state not in STATES:
        raise Refused("unknown_id", status=404)
    rows = queries.in_state(queries.codes_of(pool), pool, state, now).order_by("id")
    after = queries.code_by_text(club, request.GET.get("after", ""))
    if after is not None:
        rows = rows.filter(id__gt=after.pk)
    found = list(rows[: _count(request.GET.get("count", "")) + 1])
    shown = found[:-1] if len(found) > 1 and len(found) > _count(request.GET.get("count", "")) else found
    told = told_codes(club, shown, now, shapes())
    if request.GET.get("format") == "pdf":
        return _pdf(request, pool, told)
    slug = club.slug
    above = [
        Crumb(_("Coupons"), reverse("coupons", args=[slug])),
        Crumb(pool.name, reverse("coupon-pool", args=[slug, pool_id])),
    ]
    context = {
        "pool": pool, "crumbs": Crumbs([*above, Crumb(_("Print"))]), "count": _count(request.GET.get("count", "")),
        "codes": [(grouped(one.row.code), qr(one.row.code), one) for one in told],
        "next": shown[-1].code if len(found) > len(shown) else "", "state": state,
        "after": request.GET.get("after", ""),
    }  # fmt: skip
    return render_page(request, "office/coupons/sheet.html", context)


def _pdf(request: OfficeRequest, pool: Pool, told: list[CodeTold]) -> HttpResponse:
    """The same codes as a file to print and cut, eight a page."""
    codes = [
        (grouped(one.row.code), segno.make(one.row.code, error="m", micro=False).svg_data_uri(), one) for one in told
    ]
    language = get_language() or "en"
    context = {"codes": codes, "called": request.club.name, "language": language, "rtl": get_language_bidi()}
    body = ports.pdf()(
        render_to_string("office/coupons/print.html", context), render_to_string("office/coupons/print.css")
    )
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{public_id("cpl", pool.pk)}.pdf"'
    return response


def _count(text: str) -> int:
    return min(int(text), MOST) if text.isascii() and text.isdigit() and 0 < len(text) < 5 and int(text) else USUAL
