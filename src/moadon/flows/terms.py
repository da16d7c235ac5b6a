"""The draft of a club's terms, from the programme that is live, else from the newest version, else from the draft."""

from datetime import UTC, datetime
from typing import NamedTuple

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes import queries as programmes
from moadon.engine import rules
from moadon.engine.rules.explain.agreement import Agreement, Party, agreement
from moadon.flows.naming import names_in
from moadon.kernel.refusals import Refused
from moadon.kernel.shapes import Shapes
from moadon.store import club_transaction


class Terms(NamedTuple):
    """A draft of terms, and the version it was written from; None: from a draft of the programme."""

    version: int | None
    agreement: Agreement


def draft_terms(club: ClubInfo, code: str, shapes: Shapes) -> Terms:
    """The terms that programme `code` amounts to, in the language of `shapes`.

    Raises `Refused`: `unknown_id`, `no_draft` where nothing is written yet; `InvalidDocument` for a faulty draft.
    """
    with club_transaction(club.id):
        row, shelf = programmes.programme(club, code), programmes.shelf(club)
    live = [one.number for one in shelf.versions_at(datetime.now(UTC)) if one.programme == code]
    published = live or [one.number for one in shelf.versions if one.programme == code]
    party = Party(club.name, club.region, club.languages)
    if published:
        number = max(published)
        programme = shelf.named(code, number, shelf.clock).programme
        speaker = shapes.calling(names_in(club, programme.document))
        return Terms(number, agreement(programme, party, speaker, number))
    if row.draft is None:
        raise Refused("no_draft", programme=code)
    programme = rules.compile_programme(rules.parse(row.draft, languages=club.languages), shelf.clock)
    return Terms(None, agreement(programme, party, shapes.calling(names_in(club, programme.document))))
