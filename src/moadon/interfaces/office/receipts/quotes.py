"""What a receipt that is being typed would cost and bring, told while it is typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.members import queries as members
from moadon.engine.rules import Line
from moadon.flows.holdings import Holding, holdings
from moadon.flows.till.judging import Judged, Told
from moadon.flows.till.proving import proof_of
from moadon.flows.till.quoting import judge
from moadon.interfaces.office.members.naming import Programmes, called, member_href
from moadon.interfaces.office.members.telling import told
from moadon.interfaces.office.parts.access import OfficeRequest, reading
from moadon.interfaces.office.receipts.forms import HeadForm
from moadon.interfaces.office.receipts.goods import quantity_of
from moadon.interfaces.office.receipts.typed import Typed
from moadon.interfaces.office.receipts.whys import whys
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message
from moadon.ui import marks
from moadon.ui.parts import Branches, Pair, Pairs, Reason, ReasonTree, Text
from moadon.ui.reader import shapes

Kind = Literal["yes", "near", "no"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Who it is for, what is to be paid, why it earns what it earns; or what keeps it from being told.
    `left`: `to_pay` in minor units. `proof`: why the member has to prove to be themself, where they have to."""

    member: Text = ""
    wallets: Pairs | None = None
    lines: Pairs | None = None
    sums: Pairs | None = None
    to_pay: SafeString | None = None
    tree: ReasonTree | None = None
    whys: Branches | None = None
    proof: str = ""
    wrong: Sequence[Text] = ()
    left: int | None = None


def quote_of(request: OfficeRequest, form: HeadForm, typed: Typed, book: Programmes) -> Quote:
    """The quote of what is typed so far; an empty one while there are no lines."""
    if not typed.used or (request.method == "POST" and typed.faulty):
        return Quote()
    known = getattr(form, "cleaned_data", {})
    head = {name: known.get(name) or None for name in ("member", "branch", "employee", "till")}
    complete = known.get("day") and known.get("time")
    try:
        draft = typed.draft(request.club, {**head, "number": "-"}, form.moment() if complete else datetime.now(UTC))
        judged = judge(request.club, draft)
    except Refused as refused:
        typed.refuse(refused)
        return Quote(wrong=_faults(typed, form))
    return _told(request, judged, book)


def _faults(typed: Typed, form: HeadForm) -> list[Text]:
    """What keeps the quote from being told, each with where it is."""
    lines = [(row.number, words) for row in typed.used for words in row.refused.values()]
    told: list[Text] = [format_html(_("Line {n}: {words}"), n=marks.number(n), words=words) for n, words in lines]
    told += typed.redeem_refused.values()
    for name, several in typed.refused.items():
        label = form.fields[name].label if name in form.fields else ""
        told += [format_html("{}: {}", label, words) if label else words for words in several]
    return told


def _told(request: OfficeRequest, judged: Judged, book: Programmes) -> Quote:
    to_pay = judged.total - judged.discount - judged.redeemed
    rows = [Pair(_("Goods"), marks.money(judged.total))]
    if judged.discount:
        rows.append(Pair(_("Discounts"), marks.money(-judged.discount, signed=True)))
    for spent in judged.spent:
        label = format_html(_("Paid from {wallet}"), wallet=book.wallet_name(spent.wallet.id))
        rows.append(Pair(label, marks.money(-spent.value, signed=True)))
    name, wallets = _holder(request, judged.member_id, book)
    return Quote(
        name,
        wallets,
        _lines(judged),
        Pairs(rows),
        marks.money(to_pay),
        _tree(judged.told, book) if judged.told else None,
        whys(request.club, judged, book),
        _proof(request, judged),
        left=to_pay,
    )


def _proof(request: OfficeRequest, judged: Judged) -> str:
    with reading(request):
        needed = proof_of(request.club, judged, datetime.now(UTC), shapes())
    return str(needed["why"]) if needed else ""


def _lines(judged: Judged) -> Pairs:
    """Each line as it was understood: how many of what, and what they cost."""
    names = {line.id: line.name or line.sku for line in judged.draft.lines}
    off = dict.fromkeys(names, 0)
    for one in judged.told:
        for outcome in one.evaluation.lines:
            off[outcome.id] += sum([amount for _, amount in outcome.discounts])
    return Pairs([_line(line, names[line.id], off[line.id]) for line in judged.lines])


def _line(line: Line, name: str, off: int) -> Pair:
    label = format_html("{} × {}", quantity_of(line.quantity), marks.foreign(name))
    return Pair(label, marks.money(line.total - line.discount - off))


def _holder(request: OfficeRequest, member_id: int | None, book: Programmes) -> tuple[Text, Pairs | None]:
    """Whose receipt it is and what they can spend."""
    if member_id is None:
        return "", None
    with reading(request):
        member = members.members(request.club).get(id=member_id)
        held = holdings(request.club, member_id, datetime.now(UTC))
    link = format_html('<a class="fig" href="{}">{}</a>', member_href(request.club.slug, member_id), called(member))
    return link, Pairs([_to_spend(one, book) for one in held])


def _to_spend(held: Holding, book: Programmes) -> Pair:
    label = format_html(_("{wallet} to spend"), wallet=book.wallet_name(held.wallet.id))
    return Pair(label, book.amount(held.wallet.id, held.available))


def _tree(programmes: Sequence[Told], book: Programmes) -> ReasonTree:
    """Applied, near and not applied, over all live programmes."""
    taken = [(one, said) for one in programmes for said in one.evaluation.promotions]
    every = [(one, said) for one in programmes for said in one.evaluation.earnings]
    near = [(one, said) for one in programmes for said in one.evaluation.near]
    nothing = [(one, said) for one in programmes for said in one.evaluation.not_applied]
    gives = [book.amount(e.wallet, e.amount, signed=True) if e.amount else "" for _one, e in every]
    return ReasonTree(
        [
            *(_reason("yes", one, p.rule, p.why, book, marks.money(-p.amount, signed=True)) for one, p in taken),
            *(_reason("yes", one, e.rule, e.why, book, amount) for (one, e), amount in zip(every, gives, strict=True)),
            *(_reason("near", one, n.rule, n.why, book, book.amount(n.wallet, n.gets, signed=True)) for one, n in near),
            *(_reason("no", one, no.rule, no.why, book) for one, no in nothing),
        ]
    )


def _reason(kind: Kind, programme: Told, rule: str, why: Message, book: Programmes, amount: Text = "") -> Reason:
    name = book.rule_name(programme.code, programme.version, rule)
    return Reason(kind, name, [told(why), book.rule_link(programme.code, programme.version, rule)], amount)
