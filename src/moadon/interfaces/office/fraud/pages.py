"""What is to be reviewed: the queue, and one finding with all that it rests on."""

from typing import NamedTuple

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from moadon.apps.clubs.permissions import May
from moadon.apps.fraud import queries
from moadon.apps.fraud.models import Evidence, Finding
from moadon.apps.fraud.rules import rules
from moadon.apps.receipts import queries as receipts
from moadon.engine.fraud import KINDS
from moadon.flows.fraud import ways_of
from moadon.interfaces.office.fraud.subjects import Subjects
from moadon.interfaces.office.fraud.words import BUTTONS, STATES, rule_about, rule_name, state_chip
from moadon.interfaces.office.members.naming import Shop, member_href, receipt_href
from moadon.interfaces.office.parts.access import OfficeRequest, may, page
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Choice, Days
from moadon.interfaces.office.parts.lists import ListSpec, Total, list_page
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import public_id
from moadon.ui import marks
from moadon.ui.parts import Action, Crumb, Crumbs, Empty, Pair, Pairs, Text

SHOWN = 200
"""How much of what a finding rests on is told."""
_FIRST = ("reverse", "hold", "dismiss", "release")


@page(May.READ_FRAUD)
def review_list(request: OfficeRequest) -> HttpResponseBase:
    """Everything that was found, the worst first; of people of one branch, what is of that branch."""
    club, shop = request.club, Shop(request.club)
    who = Subjects(club, shop)
    spec = ListSpec(
        name="reviews",
        title=_("To review"),
        noun=lambda n: ngettext("{n} finding", "{n} findings", n),
        columns=_columns(request, who, shop),
        sort="-score",
        filters=(
            Choice("state", _("State"), _("State is {value}"), list(STATES.items())),
            Choice("rule", _("Rule"), _("Rule is {value}"), lambda: [(kind, rule_name(kind)) for kind in KINDS]),
            Choice(
                "branch", _("Branch"), _("Branch is {value}"),
                lambda: [(str(row), name) for row, name in shop.branches.items()], "branch_id",
            ),
            Choice(
                "employee", _("Employee"), _("Employee is {value}"),
                lambda: [(str(row), name) for row, name in shop.employees.items()], "employee_id",
            ),
            Days("last", _("Last seen"), _("Last seen {value}"), "last_at", moment=True),
        ),
        totals=(Total("amount"),),
        empty=Empty(
            _("Nothing looks odd"),
            _("Watched are many receipts at once, employees who ring up their own receipts, goods that go back and "
              "forth, guessed codes and strange joining."),
            _to_rules(request),
        ),
        actions=[one for one in [_to_rules(request)] if one],
    )  # fmt: skip
    return list_page(request, spec, queries.findings(club, request.role.branch_id))


def _to_rules(request: OfficeRequest) -> Action | None:
    if not may(request, May.SET_FRAUD):
        return None
    return Action(_("Rules"), reverse("review-rules", args=[request.club.slug]))


def _columns(request: OfficeRequest, who: Subjects, shop: Shop) -> list[Column]:
    slug = request.club.slug
    return [
        Column(
            "rule", _("What was found"), "name", lambda row: rule_name(row.rule),
            href=lambda row: reverse("review", args=[slug, public_id("fnd", row.pk)]),
        ),
        Column("who", _("About"), "name", who.of, who.of),
        Column("branch", _("Branch"), "name", lambda row: shop.branches.get(row.branch_id), quiet=True),
        Column("state", _("State"), "state", state_chip),
        Column("events", _("Rests on"), "number", shown=False),
        Column("amount", _("At stake"), "money", sort="amount"),
        Column("score", _("How bad"), "number", sort="score"),
        Column("last", _("Last seen"), "moment", lambda row: row.last_at, sort="last_at", quiet=True),
        Column("found", _("Found"), "moment", lambda row: row.found_at, sort="found_at", shown=False),
        Column("decided_by", _("Decided by"), "name", shown=False),
        Column("reason", _("Reason"), "name", shown=False),
    ]  # fmt: skip


class Proven(NamedTuple):
    """A line of what a finding rests on."""

    at: object
    what: Text
    href: str
    branch: Text
    amount: int


@page(May.READ_FRAUD)
def review(request: OfficeRequest, review_id: str) -> HttpResponseBase:
    """One finding: the facts, what it rests on in order of time, what was decided, what can be done."""
    row = queries.finding(request.club, review_id, request.role.branch_id)
    shop = Shop(request.club)
    who = Subjects(request.club, shop)
    decides = may(request, May.DECIDE_FRAUD)
    told = {
        "row": row,
        "title": rule_name(row.rule),
        "crumbs": crumbs_of(request, rule_name(row.rule)),
        "chip": state_chip(row),
        "about": rule_about(rules(request.club)[row.rule]),
        "facts": _facts(request, row, who, shop),
        "ways": _ways(request, row) if decides else [],
        "proofs": _proofs(request, row, shop),
        "most": SHOWN,
        "decisions": [(BUTTONS.get(one.decision, one.decision), one) for one in queries.decisions_of(row.pk)],
    }
    return render_page(request, "office/fraud/review.html", told)


def crumbs_of(request: OfficeRequest, label: Text, finding: Finding | None = None) -> Crumbs:
    """The way down to the page of a finding, or to what is done with it."""
    slug = request.club.slug
    above = [Crumb(_("To review"), reverse("reviews", args=[slug]))]
    if finding is not None:
        href = reverse("review", args=[slug, public_id("fnd", finding.pk)])
        above.append(Crumb(rule_name(finding.rule), href))
    return Crumbs([*above, Crumb(label)])


def _ways(request: OfficeRequest, row: Finding) -> list[Action]:
    public = public_id("fnd", row.pk)
    ways = sorted(ways_of(row), key=lambda way: _FIRST.index(way) if way in _FIRST else len(_FIRST))
    return [
        Action(BUTTONS[way], reverse("review-decide", args=[request.club.slug, public, way])) for way in reversed(ways)
    ]


def _facts(request: OfficeRequest, row: Finding, who: Subjects, shop: Shop) -> Pairs:
    named: Text = who.of(row)
    if row.member_id is not None:
        link = '<a class="mo-link" href="{}">{}</a>'
        named = format_html(link, member_href(request.club.slug, row.member_id), named)
    pairs = [
        Pair(_("About"), named),
        Pair(_("Branch"), shop.branch(row.branch_id) or _("several, or none")),
        Pair(_("At stake"), marks.money(row.amount)),
        Pair(_("How bad"), format_html(_("{score} of 100"), score=marks.number(row.score))),
        Pair(_("Most at once"), marks.number(row.peak)),
        Pair(_("First seen"), marks.moment(row.first_at)),
        Pair(_("Last seen"), marks.moment(row.last_at)),
    ]
    return Pairs(pairs)


def _proofs(request: OfficeRequest, row: Finding, shop: Shop) -> list[Proven]:
    rows = list(queries.evidence_of(row.pk)[:SHOWN])
    numbers = dict(
        receipts.receipts()
        .filter(id__in=[one.ref for one in rows if one.kind == "receipt"])
        .values_list("id", "number")
    )
    return [_proof(request, one, numbers.get(one.ref, ""), shop) for one in rows]


def _proof(request: OfficeRequest, one: Evidence, number: str, shop: Shop) -> Proven:
    slug, branch = request.club.slug, shop.branch(one.branch_id)
    if one.kind == "receipt":
        what = format_html(_("Receipt {number}"), number=marks.isolated(number))
        return Proven(one.at, what, receipt_href(slug, one.ref), branch, one.amount)
    if one.kind == "member":
        joined = format_html(_("Joined as {member}"), member=marks.isolated(public_id("mbr", one.ref)))
        return Proven(one.at, joined, member_href(slug, one.ref), branch, one.amount)
    said = pgettext("review", "A wrong guess") if one.kind == "guess" else _("A return whose sale nobody knows")
    return Proven(one.at, said, "", branch, one.amount)
