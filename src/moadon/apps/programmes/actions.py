"""Writes of programmes. What a text means and whether it may go live, `flows.publishing` judges."""

from datetime import datetime

from django.db.models import F

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.programmes.models import Programme, Version
from moadon.apps.programmes.queries import programme, versions_of
from moadon.apps.programmes.types import Published
from moadon.kernel.facts import Fact
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, run
from moadon.store.conflicts import refusing

_MAKE = """
    insert into programmes_programme (club_id, code, edition) values (%s, %s, 1) on conflict (club_id, code) do nothing
"""
_TAKEN = {"one_programme_per_code": ("programme_taken", "document.id")}


def add_draft(*, club: ClubInfo, code: str, text: str, actor: Actor) -> Programme:
    """Begin a programme by its draft. Raises `Refused("programme_taken", status=409)`."""
    with club_transaction(club.id), refusing(_TAKEN):
        made = Programme.objects.create(club_id=club.id, code=code, draft=text)
        audit.record_deed(club.id, actor, "programme.drafted", code)
    return made


def save_draft(
    *, club: ClubInfo, code: str, text: str | None, edition: int | None = None, now: datetime, actor: Actor
) -> Programme:
    """Keep the text being worked on, or drop it (None); with `edition`, only if nobody changed it since.

    Nothing that is live changes. Raises `Refused`: `unknown_id` (404), `edition_differs` (412).
    """
    with club_transaction(club.id):
        held = _locked(club, code)
        if edition not in (None, held.edition):
            raise Refused("edition_differs", status=412, edition=held.edition)
        held.draft, held.updated_at = text, now
        held.edition += 1
        held.save(update_fields=["draft", "updated_at", "edition"])
        audit.record_deed(club.id, actor, "programme.drafted", code)
    return held


def publish_version(
    *, club: ClubInfo, code: str, source: str, live_from: datetime, now: datetime, actor: Actor
) -> Published:
    """Add the next version of a programme, live from a moment on. A draft of the same text is done with.

    The text must be one that `engine.rules.parse` takes. The text that is newest already makes no new version.
    """
    with club_transaction(club.id):
        run(_MAKE, (club.id, code))
        held = _locked(club, code)
        newest = versions_of(club, code).first()
        if newest is not None and newest.source == source and newest.live_from <= live_from and held.ended_at is None:
            return Published(code, newest.number, newest.live_from, new=False)
        number = newest.number + 1 if newest else 1
        Version.objects.create(
            club_id=club.id, programme=held, number=number, source=source, live_from=live_from,
            published_at=now, published_by=actor.name,
        )  # fmt: skip
        held.draft = None if held.draft == source else held.draft
        held.ended_at, held.updated_at = None, now
        held.edition += 1
        held.save(update_fields=["draft", "ended_at", "updated_at", "edition"])
        told = {"version": number, "live_from": live_from.isoformat()}
        audit.write_facts(club.id, [Fact("ProgrammePublished", code, now, told)])
        audit.record_deed(club.id, actor, "programme.published", code, None, told)
    return Published(code, number, live_from)


def end_programme(*, club: ClubInfo, code: str, at: datetime, actor: Actor) -> Programme:
    """Let a programme earn nothing from `at` on; what was given stays. Raises `Refused("unknown_id", status=404)`."""
    with club_transaction(club.id):
        held = _locked(club, code)
        Programme.objects.filter(pk=held.pk).update(ended_at=at, edition=F("edition") + 1)
        told = {"at": at.isoformat()}
        audit.write_facts(club.id, [Fact("ProgrammeEnded", code, at, told)])
        audit.record_deed(club.id, actor, "programme.ended", code, None, told)
        return programme(club, code)


def _locked(club: ClubInfo, code: str) -> Programme:
    held = Programme.objects.select_for_update().filter(club_id=club.id, code=code).first()
    if held is None:
        raise Refused("unknown_id", status=404, given=code[:40])
    return held
