"""Two documents of a programme compared, whether they were published or are being worked on."""

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import documents
from moadon.engine import rules
from moadon.engine.rules.compare import Difference, compare
from moadon.flows.publishing import Text
from moadon.kernel.refusals import Refused

DRAFT = "draft"


def compare_texts(older: Text, newer: Text) -> tuple[Difference, ...]:
    """What differs between two texts. Raises `InvalidDocument` for one that is no programme of any club."""
    return compare(rules.parse(older, languages=()), rules.parse(newer, languages=()))


def compare_versions(club: ClubInfo, code: str, older: str, newer: str) -> tuple[Difference, ...]:
    """What differs between two versions of a programme, each by its number or `draft`.

    Inside a transaction of the club. Raises `Refused`: `unknown_id` (404), `no_draft` (409), `unknown_version` (404).
    """
    return compare(document_of(club, code, older), document_of(club, code, newer))


def document_of(club: ClubInfo, code: str, which: str) -> rules.Document:
    """A version by its number, or the draft. Raises what `compare_versions` does."""
    held = programmes.programme(club, code)
    if which == DRAFT:
        if held.draft is None:
            raise Refused("no_draft", status=409, programme=code)
        return rules.parse(held.draft, languages=())
    for version in programmes.shelf(club).versions:
        if version.programme == code and str(version.number) == which:
            return documents[version.id]
    raise Refused("unknown_version", status=404, programme=code, n=which[:10])
