"""Documents for tables of comparisons: a few lines of YAML each, what cannot be run yet included."""

from moadon.engine.rules.compare import Difference, compare
from moadon.engine.rules.document import Document
from moadon.engine.rules.reading import read_document

HEAD = "format: moadon/programme/1\nid: club\nname: {en: Club, he: מועדון, fa: باشگاه}\ncurrency: ILS\n"
WALLETS = "wallets: {credit: {kind: credit}, points: {kind: points, worth: '0.05'}}\n"
KEPT = "{id: kept, type: per_visit, give: '1', wallet: points}"
LADDER = (
    "tiers: [{id: main, basis: spend, levels: [{id: basic, from: '0'}, {id: silver, from: '2000'}, "
    "{id: gold, from: '5000'}]}]\n"
)


def paper(
    *, earn: str = "", promotions: str = "", groups: str = "", rest: str = "", wallets: str = WALLETS
) -> Document:
    """A document of these parts; a rule that stays the same is always there."""
    text = HEAD + wallets + f"earn:\n  - {KEPT}\n" + "".join(f"  - {one}\n" for one in earn.splitlines() if one)
    if groups:
        text += f"groups: {groups}\n"
    if promotions:
        text += "promotions:\n" + "".join(f"  - {one}\n" for one in promotions.splitlines() if one)
    return Document.model_validate(read_document(text + rest))


def ways(was: Document, now: Document) -> list[str]:
    """The directions of all differences, in order."""
    return [one.direction for one in compare(was, now)]


def only(was: Document, now: Document) -> Difference:
    """The one difference there is."""
    (found,) = compare(was, now)
    return found
