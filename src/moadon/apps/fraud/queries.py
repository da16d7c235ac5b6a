"""Reads of findings. Inside a transaction of the club."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.fraud.models import Decision, Evidence, Finding, Link
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import run


def findings(club: ClubInfo, branch: int | None = None) -> QuerySet[Finding]:
    """The findings of the club, or those that are of one branch alone; the worst first."""
    rows = Finding.objects.filter(club_id=club.id).order_by("-score", "-id")
    return rows if branch is None else rows.filter(branch_id=branch)


def finding(club: ClubInfo, public: str, branch: int | None = None) -> Finding:
    """One finding. Raises `Refused("unknown_id", status=404)`, also for one that is not of the branch."""
    found = findings(club, branch).filter(id=row_id("fnd", public)).first()
    if found is None:
        raise Refused("unknown_id", status=404, given=public[:40])
    return found


def waiting(club: ClubInfo, branch: int | None = None) -> int:
    """How many findings wait for somebody. One statement."""
    return findings(club, branch).filter(Q(state="open", quiet=False) | Q(state="held")).count()


def evidence_of(row: int) -> QuerySet[Evidence]:
    """What a finding rests on, newest first."""
    return Evidence.objects.filter(finding_id=row).order_by("-at", "-id")


def decisions_of(row: int) -> QuerySet[Decision]:
    """What was decided about a finding, newest first."""
    return Decision.objects.filter(finding_id=row).order_by("-id")


def held_receipts(findings_of: Iterable[int]) -> list[int]:
    """The receipts of these findings, in order. One statement."""
    return _refs(findings_of, "receipt")


def joined_members(findings_of: Iterable[int]) -> list[int]:
    """The members whose joining is evidence of these findings, in order. One statement."""
    return _refs(findings_of, "member")


def _refs(findings_of: Iterable[int], kind: str) -> list[int]:
    rows = run(
        "select distinct ref from fraud_evidence where finding_id = any(%s::bigint[]) and kind = %s order by ref",
        (list(findings_of), kind),
    )
    return [row[0] for row in rows]


def sharing(row: int) -> list[int]:
    """The other findings that are held and share evidence with this one. One statement."""
    rows = run(
        """select distinct f.id from fraud_evidence mine
           join fraud_evidence o on o.kind = mine.kind and o.ref = mine.ref
           join fraud_finding f on f.id = o.finding_id
           where mine.finding_id = %s and o.finding_id <> %s and f.state = 'held' order by f.id""",
        (row, row),
    )
    return [one for (one,) in rows]


def held_findings() -> list[int]:
    """All findings that are held. One statement."""
    return [row for (row,) in run("select id from fraud_finding where state = 'held' order by id", ())]


def stopped_by_others(members: Sequence[int], but: int) -> set[int]:
    """Those of these members whom a held finding other than `but` stops. One statement."""
    rows = Finding.objects.filter(member_id__in=members, state="held", stops=True).exclude(id=but)
    return {row for row in rows.values_list("member_id", flat=True) if row is not None}


def links(club: ClubInfo) -> QuerySet[Link]:
    """Every link between an employee and a member."""
    return Link.objects.filter(club_id=club.id)


def sales_of(row: int) -> list[int]:
    """The sales that a finding rests on: its receipts, and those that its returns are of. One statement."""
    rows = run(
        """select distinct coalesce(r.of_receipt_id, r.id) from fraud_evidence e join receipts_receipt r on r.id = e.ref
           where e.finding_id = %s and e.kind = 'receipt' order by 1""",
        (row,),
    )
    return [one for (one,) in rows]
