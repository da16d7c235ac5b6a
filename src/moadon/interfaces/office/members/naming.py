"""How members, branches, rules and wallets are called on pages."""

from collections.abc import Mapping
from functools import cached_property

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import BranchInfo, ClubInfo, EmployeeInfo
from moadon.apps.members.models import Member
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import Shelf
from moadon.engine.rules import Programme, Wallet, reserved_wallets
from moadon.interfaces.office.parts.access import OfficeRequest
from moadon.interfaces.office.parts.masking import hides_people
from moadon.kernel.ids import public_id
from moadon.ui import marks
from moadon.ui.parts import Crumb, Crumbs, Text
from moadon.ui.reader import language_now, shapes


def called(member: Member) -> SafeString:
    """What a member is called: the name, else whatever they are known by; their number where people are not shown."""
    if hides_people():
        return marks.isolated(public_id("mbr", member.pk))
    name = f"{member.first_name} {member.last_name}".strip()
    if name:
        return marks.foreign(name)
    if member.phone:
        return marks.phone(member.phone)
    return marks.isolated(member.email or member.card or member.external_id or public_id("mbr", member.pk))


def plain_name(member: Member) -> str:
    """What a member is called in a file: the name, however little of it there is, or the number as in `called`."""
    if hides_people():
        return public_id("mbr", member.pk)
    return f"{member.first_name} {member.last_name}".strip()


def how_found() -> str:
    """What has to be typed in full: phones and e-mails are sealed, and no part of them is kept but these."""
    return _(
        "A phone is found by all of its digits, or by the last 4 or 7; an e-mail by the whole address, or by what "
        "stands before the @."
    )


def crumbs_to(request: OfficeRequest, label: Text, member: Member | None = None) -> Crumbs:
    """The way down to what is done with members, or with one."""
    slug = request.club.slug
    above = [Crumb(called(member), member_href(slug, member.pk))] if member else []
    return Crumbs([Crumb(_("Members"), reverse("members", args=[slug])), *above, Crumb(label)])


def member_href(slug: str, member_id: int) -> str:
    """The address of a member's page."""
    return reverse("member", args=[slug, public_id("mbr", member_id)])


def receipt_href(slug: str, receipt_id: int) -> str:
    """The address of a receipt's page."""
    return reverse("receipt", args=[slug, public_id("rcp", receipt_id)])


def in_words(names: Mapping[str, str]) -> str:
    """The name in the reader's language, else in any; nothing when there is none."""
    return names.get(language_now()) or next(filter(None, names.values()), "")


class Shop:
    """Branches, tills and employees of a club by row, each kind looked up once, in one statement."""

    def __init__(self, club: ClubInfo) -> None:
        self.club = club

    @cached_property
    def places(self) -> dict[int, BranchInfo]:
        """The branches, closed ones too."""
        rows = clubs.branches(self.club)
        return {row.pk: BranchInfo(row.pk, row.code, row.name, row.time_zone, row.active) for row in rows}

    @cached_property
    def staff(self) -> dict[int, EmployeeInfo]:
        """The employees, those who left too."""
        rows = clubs.employees(self.club)
        return {row.pk: EmployeeInfo(row.pk, row.code, row.name, row.branch_id, row.active) for row in rows}

    @cached_property
    def tills(self) -> dict[int, tuple[int | None, str]]:
        """Branch and code of the tills."""
        return {row.pk: (row.branch_id, row.code) for row in clubs.tills(self.club)}

    @property
    def branches(self) -> dict[int, str]:
        """Names of the branches."""
        return {number: place.name for number, place in self.places.items()}

    @property
    def employees(self) -> dict[int, str]:
        """Names of the employees."""
        return {number: one.name for number, one in self.staff.items()}

    def branch(self, branch_id: int | None) -> Text:
        """A branch by name; empty for none."""
        return marks.foreign(self.places[branch_id].name) if branch_id in self.places else ""

    def employee(self, employee_id: int | None) -> Text:
        """An employee by name; empty for none."""
        return marks.foreign(self.staff[employee_id].name) if employee_id in self.staff else ""

    def till(self, till_id: int | None) -> str:
        """A till by its code; empty for none."""
        return self.tills[till_id][1] if till_id in self.tills else ""


class Programmes:
    """Every programme of a club: how its wallets count, how its rules are called."""

    def __init__(self, club: ClubInfo, shelf: Shelf | None = None) -> None:
        self.club = club
        self.shelf = shelf or programmes.shelf(club)
        self._versions = {(v.programme, v.number): v for v in self.shelf.versions}

    @cached_property
    def holders(self) -> dict[str, Programme]:
        """Per wallet the newest programme that says how it is counted."""
        return self.shelf.wallets()

    def wallet(self, code: str) -> Wallet | None:
        """How a wallet is counted; None for one that no version knows."""
        holder = self.holders.get(code)
        return holder.wallets[code] if holder else reserved_wallets(self.club.exponent).get(code)

    def wallet_name(self, code: str) -> Text:
        """What a wallet is called."""
        wallet = self.wallet(code)
        own = in_words(wallet.name) if wallet else ""
        if own:
            return marks.foreign(own)
        if wallet is None:
            return marks.foreign(code)
        return _("Credit") if wallet.kind == "credit" else _("Points")

    def amount(self, code: str, units: int, *, signed: bool = False, narrow: bool = True) -> SafeString:
        """`units` of a wallet: money, or points with their word."""
        wallet = self.wallet(code)
        if wallet is not None and wallet.kind == "points":
            return marks.points(units, wallet.places, signed=signed, narrow=narrow)
        return marks.money(units, signed=signed)

    def bare(self, code: str, units: int, *, signed: bool = False) -> SafeString:
        """`units` of a wallet without a word after them, where a head says what they are."""
        wallet = self.wallet(code)
        if wallet is None or wallet.kind != "points":
            return marks.money(units, signed=signed)
        figure = shapes().points_parts(units, wallet.places, signed=signed).figure
        return marks.isolated(figure)

    def _names(self, programme: str, version: int, rule: str) -> Mapping[str, str] | None:
        """What one version calls a rule or promotion; None where it has none of that id."""
        if (programme, version) not in self._versions:
            return None
        return self.shelf.named(programme, version, self.shelf.clock).programme.name_of(rule)

    def rule_name(self, programme: str, version: int | None, rule: str) -> SafeString:
        """What a rule or promotion is called: by its document, else by its id."""
        found = self._names(programme, version, rule) if version is not None else self._newest(programme, rule)
        return marks.foreign(in_words(found or {}) or rule)

    def _newest(self, programme: str, rule: str) -> Mapping[str, str] | None:
        numbers = sorted((n for code, n in self._versions if code == programme), reverse=True)
        return next((names for n in numbers if (names := self._names(programme, n, rule)) is not None), None)

    def rule_told(self, programme: str, version: int | None, rule: str) -> SafeString:
        """A rule with its version: "Rule Base, version 3"."""
        name = self.rule_name(programme, version, rule)
        if version is None:
            return format_html(_("Rule {rule}"), rule=name)
        return format_html(_("Rule {rule}, version {version}"), rule=name, version=marks.number(version))

    def rule_link(self, programme: str, version: int | None, rule: str) -> SafeString:
        """A rule with its version, quietly, and the way to it where there is one."""
        words, href = self.rule_told(programme, version, rule), self.rule_href(programme, version)
        if not href:
            return format_html('<span class="mo-3">{}</span>', words)
        return format_html('<span class="mo-3"><a class="fig" href="{}">{}</a></span>', href, words)

    def rule_href(self, programme: str, version: int | None) -> str:
        """Where a version of a programme is shown; nothing while there is no such page."""
        try:
            where = reverse("programme", args=[self.club.slug, programme])
        except NoReverseMatch:
            return ""
        return f"{where}?version={version}" if version is not None else where
