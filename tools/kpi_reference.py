"""The reference of KPIs, written from their definitions.

python tools/kpi_reference.py       write docs/reference/kpis.md
"""

from pathlib import Path

from moadon.insight.kpis import BYS, KPIS, MEASURES, Kpi
from moadon.kernel.sentences import LANGUAGES, Catalogue

ROOT = Path(__file__).resolve().parents[1]
PATH = ROOT / "docs" / "reference" / "kpis.md"
WORDS = ROOT / "src" / "moadon" / "insight" / "kpis" / "words"
_LANGUAGES = {"en": "English", "he": "עברית", "fa": "فارسی"}
_UNITS = {
    "count": "a count",
    "money": "money, in the club's currency",
    "share": "a share (1 is all)",
    "ratio": "a number",
    "days": "days",
}
_HEAD = """# KPIs

Written from the definitions in `src/moadon/insight/kpis` by `tools/kpi_reference.py`; do not edit by hand.
The same definitions are used by the pages, `GET /api/v1/kpis`, `moadon report kpis` and the club summary.

- A **sale** is a receipt; a returned sale stays one. A **return** takes its units and its money off in the period in
  which it was made. A cancelled sale never was: it is no receipt and no visit, from its own day on.
- **Turnover** is what was paid for goods: tax included, after discounts, less returns. Value of the club (points,
  credit) is a way to pay, so it counts as paid.
- A day is the club's own: its time zone, and for months its calendar, Gregorian or Jalali.
- Every KPI comes with the same figure for the period before (as many whole months, or as many days) and for the same
  days a year before; for days before the books begin there is none.
- `by` splits a KPI by branch, by employee, by month, or by the value segment of the member.
- By segment, members are grouped by what they **bought** in the period, and the KPIs of a group have what it brought
  back taken off, as everywhere. The report `value-segments` is made of the same groups, but tells them by what they
  bought alone: see [below](#value-segments).
- Quotients are exact and rounded half up to 12 significant digits. With nothing to divide by, the value is `null`.
"""


_SEGMENTS = """## Value segments

`moadon report value-segments`, `GET /api/v1/reports/value-segments` and the overview cut the members who visited into
groups equal in number, 1 the lowest; the first groups take the remainder, equal spends are told apart by the member's
number. Groups are cut, and their figures told, by the **positive sales** of the period: what their members bought. What
they brought back in the period stands beside it as `returned` and is not taken off, so that who brings much back is not
taken for who buys little. Hence figures of one name differ:

| figure | in `value-segments` | as a KPI, also `kpis --by segment`, and in `club-summary` |
| --- | --- | --- |
| `spend_per_member` | `revenue` ÷ members | (`revenue` − `returned`) ÷ members |
| `average_receipt` (KPI `average_purchase`) | `revenue` ÷ sales | (`revenue` − `returned`) ÷ sales |
| `items_per_member` | units bought ÷ members | (units bought − units returned) ÷ members |
| `items_per_receipt` (KPI `items_per_purchase`) | units bought ÷ sales | (units bought − units returned) ÷ sales |
| `visits_per_member` (KPI `purchase_frequency`) | sales ÷ members | the same |

So `revenue` − `returned` of a group is its `member_turnover` by segment. The whole club's figures also have the returns
of members who brought back but did not buy in the period, and who are in no group. `from_spend` and `to_spend` are the
lowest and the highest spend in a group, `revenue_share` its part of the revenue of all groups.
"""


def reference() -> str:
    """The whole page."""
    words = Catalogue.load(WORDS).sentences
    parts = [_HEAD, _overview(words), *(_about(kpi, words) for kpi in KPIS), _SEGMENTS, _measures()]
    return "\n".join(parts)


def _overview(words: object) -> str:
    rows = [
        f"| [`{kpi.id}`](#{kpi.id}) | {_word(words, 'en', kpi, 'title')} | {kpi.unit} | {_by(kpi)} |" for kpi in KPIS
    ]
    return "\n".join(["| id | name | unit | by |", "| --- | --- | --- | --- |", *rows, ""])


def _about(kpi: Kpi, words: object) -> str:
    lines = [
        f"## {kpi.id}",
        "",
        f"**{_word(words, 'en', kpi, 'title')}.** {_word(words, 'en', kpi, 'explanation')}",
        "",
        f"- Formula: {_word(words, 'en', kpi, 'formula')}",
        f"- In measures: {_formula(kpi)}",
        f"- Unit: {_UNITS[kpi.unit]}. Good when it goes {kpi.good}. By: {_by(kpi)}.",
        "",
        "| language | name | what it tells | formula |",
        "| --- | --- | --- | --- |",
    ]
    for language in LANGUAGES[1:]:
        told = (_word(words, language, kpi, part) for part in ("title", "explanation", "formula"))
        lines.append(f"| {_LANGUAGES[language]} | {' | '.join(told)} |")
    return "\n".join([*lines, ""])


def _formula(kpi: Kpi) -> str:
    over = f"`{kpi.over}`" + (f" − `{kpi.less}`" if kpi.less else "")
    under = " + ".join(f"`{name}`" for name in kpi.under)
    if not under:
        return over
    return f"{over} ÷ ({under})" if len(kpi.under) > 1 else f"{over} ÷ {under}"


def _measures() -> str:
    rows = [
        f"| `{measure.id}` | {measure.says} | {measure.source} | `{' '.join(measure.sql.split())}` |"
        for measure in MEASURES.values()
    ]
    head = (
        "## Measures\n\nWhat KPIs are made of: whole numbers, each a column of one question to the copy of the books.\n"
    )
    return "\n".join([head, "| id | is | question | SQL |", "| --- | --- | --- | --- |", *rows, ""])


def _by(kpi: Kpi) -> str:
    return ", ".join(by for by in BYS if by in kpi.by)


def _word(words: object, language: str, kpi: Kpi, part: str) -> str:
    assert isinstance(words, dict)
    return str(words[language][f"kpi.{kpi.id}.{part}"])


if __name__ == "__main__":
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text(reference(), encoding="utf-8")
