"""Writes of programmes. What a text means and whether it may go live, the flows judge."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.programmes.models import Notice, PilotMember, Programme, Stop, Version
from moadon.apps.programmes.queries import programme, versions_of
from moadon.apps.programmes.types import NewNotice, Published
from moadon.kernel.facts import Fact
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, run
from moadon.store.conflicts import refusing

_MAKE = """
    insert into programmes_programme (club_id, code, edition) values (%s, %s, 1) on conflict (club_id, code) do nothing
"""
_TAKEN = {"one_programme_per_code": ("programme_taken", "document.id")}


class NewVersion(NamedTuple):
    """What is to be published. `pilot`: only for these members (row numbers); None for everybody."""

    code: str
    source: str
    live_from: datetime
    pilot: Sequence[int] | None = None
    notice: NewNotice | None = None


def add_draft(*, club: ClubInfo, code: str, text: str, actor: Actor) -> Programme:
    """Begin a programme by its draft. Raises `Refused("programme_taken", status=409)`."""
    with club_transaction(club.id), refusing(_TAKEN):
        made = Programme.objects.create(club_id=club.id, code=code, draft=text, updated_by=actor.called)
        audit.record_deed(club.id, actor, "programme.drafted", code)
    return made


def save_draft(
    *, club: ClubInfo, code: str, text: str, edition: int | None = None, now: datetime, actor: Actor
) -> Programme:
    """Keep the text being worked on; with `edition`, only if nobody changed it since.

    Nothing that is live changes. Raises `Refused`: `unknown_id` (404), `programme_changed` (412).
    """
    with club_transaction(club.id):
        held = hold_programme(club, code, edition=edition)
        held.draft, held.updated_at, held.updated_by = text, now, actor.called
        held.edition += 1
        held.save(update_fields=["draft", "updated_at", "updated_by", "edition"])
        audit.record_deed(club.id, actor, "programme.drafted", code)
    return held


def drop_draft(*, club: ClubInfo, code: str, edition: int | None = None, now: datetime, actor: Actor) -> None:
    """Throw the text being worked on away; a programme that was nothing else goes with it.

    With `edition`, only if nobody changed it since. Raises `Refused`: `unknown_id` (404), `no_draft` (409),
    `programme_changed` (412).
    """
    with club_transaction(club.id):
        held = hold_programme(club, code, edition=edition)
        if held.draft is None:
            raise Refused("no_draft", status=409, programme=code)
        if Version.objects.filter(programme=held).exists():
            held.draft, held.updated_at, held.updated_by = None, now, actor.called
            held.edition += 1
            held.save(update_fields=["draft", "updated_at", "updated_by", "edition"])
        else:
            held.delete()
        audit.record_deed(club.id, actor, "programme.draft_dropped", code)


def hold_programme(club: ClubInfo, code: str, *, make: bool = False, edition: int | None = None) -> Programme:
    """Lock a programme until the transaction ends, so that what is judged of it stays true.

    `make`: begin it where it is not there. With `edition`, only if nobody changed it since. Raises `Refused`:
    `unknown_id` (404), `programme_changed` (412) with who changed it and when.
    """
    if make:
        run(_MAKE, (club.id, code))
    held = Programme.objects.select_for_update().filter(club_id=club.id, code=code).first()
    if held is None:
        raise Refused("unknown_id", status=404, given=code[:40])
    if edition not in (None, held.edition):
        when = ("moment", held.updated_at.isoformat())
        raise Refused("programme_changed", status=412, edition=held.edition, by=held.updated_by or "—", at=when)
    return held


def publish_version(*, club: ClubInfo, new: NewVersion, now: datetime, actor: Actor) -> Published:
    """Add the next version of a programme, live from a moment on. A draft of the same text is done with.

    The text must be one that `engine.rules.parse` takes. The text that is newest already makes no new version.
    """
    with club_transaction(club.id):
        held = hold_programme(club, new.code, make=True)
        newest = versions_of(club, new.code).first()
        if newest is not None and _again(newest, held, new):
            return Published(new.code, newest.number, newest.live_from, new=False)
        number = newest.number + 1 if newest else 1
        version = Version.objects.create(
            club_id=club.id, programme=held, number=number, source=new.source, live_from=new.live_from,
            published_at=now, published_by=actor.called, pilot=new.pilot is not None,
        )  # fmt: skip
        _choose(club, version, new.pilot or ())
        held.draft = None if held.draft == new.source else held.draft
        held.ended_at = None if new.pilot is None else held.ended_at
        _touch(held, now, actor)
        told: dict[str, object] = {"version": number, "live_from": new.live_from.isoformat()}
        if new.pilot is not None:
            told["pilot"] = len(new.pilot)
        audit.write_facts(club.id, [Fact("ProgrammePublished", new.code, now, told)])
        audit.record_deed(club.id, actor, "programme.published", new.code, None, told)
        if new.notice is not None:
            _announce(club, held, version, new.notice, now, actor)
    return Published(new.code, number, new.live_from, notice=new.notice)


def _again(newest: Version, held: Programme, new: NewVersion) -> bool:
    same = newest.source == new.source and newest.live_from <= new.live_from
    return same and held.ended_at is None and not newest.pilot and new.pilot is None and not hasattr(newest, "stop")


def _choose(club: ClubInfo, version: Version, members: Sequence[int]) -> None:
    PilotMember.objects.bulk_create(
        PilotMember(club_id=club.id, version=version, member_id=member) for member in sorted(set(members))
    )


def _touch(held: Programme, now: datetime, actor: Actor) -> None:
    held.updated_at, held.updated_by = now, actor.called
    held.edition += 1
    held.save(update_fields=["draft", "ended_at", "updated_at", "updated_by", "edition"])


def _announce(
    club: ClubInfo, held: Programme, version: Version | None, notice: NewNotice, now: datetime, actor: Actor
) -> None:
    Notice.objects.create(
        club_id=club.id, programme=held, version=version, against=notice.against, announced_at=now,
        announced_by=actor.called, takes_effect_at=notice.takes_effect_at, members=notice.members,
        country=club.region, months=notice.months, differences=list(notice.differences),
    )  # fmt: skip
    told: dict[str, object] = {
        "version": None if version is None else version.number,
        "takes_effect_at": notice.takes_effect_at.isoformat(),
        "members": notice.members,
    }
    audit.write_facts(club.id, [Fact("ProgrammeChangeAnnounced", held.code, now, told)])
    audit.record_deed(club.id, actor, "programme.announced", held.code, None, told)


def stop_version(*, club: ClubInfo, code: str, number: int, at: datetime, now: datetime, actor: Actor) -> Version:
    """Let a version not be live from `at` on: before its moment it is withdrawn, a pilot ends.

    Raises `Refused`: `unknown_id` (404), `unknown_version` (404), `already_stopped` (409), `already_live` (409) for a
    version that everybody has.
    """
    with club_transaction(club.id):
        held = hold_programme(club, code)
        version = versions_of(club, code).filter(number=number).first()
        if version is None:
            raise Refused("unknown_version", status=404, programme=code, n=number)
        if hasattr(version, "stop"):
            raise Refused("already_stopped", status=409, programme=code, n=number)
        if version.live_from <= now and not version.pilot:
            raise Refused("already_live", status=409, programme=code, n=number)
        Stop.objects.create(club_id=club.id, version=version, at=at, noted_at=now, noted_by=actor.called)
        _touch(held, now, actor)
        deed = ("programme.withdrawn", "ProgrammeVersionWithdrawn")
        if at > version.live_from:
            deed = ("programme.pilot_ended", "ProgrammePilotEnded")
        told = {"version": number, "at": at.isoformat()}
        audit.write_facts(club.id, [Fact(deed[1], code, now, told)])
        audit.record_deed(club.id, actor, deed[0], code, None, told)
    return version


def end_programme(
    *, club: ClubInfo, code: str, at: datetime, now: datetime, notice: NewNotice | None = None, actor: Actor
) -> Programme:
    """Let a programme earn nothing from `at` on; what was given stays. Raises `Refused("unknown_id", status=404)`."""
    with club_transaction(club.id):
        held = hold_programme(club, code)
        held.ended_at = at
        _touch(held, now, actor)
        told = {"at": at.isoformat()}
        audit.write_facts(club.id, [Fact("ProgrammeEnded", code, at, told)])
        audit.record_deed(club.id, actor, "programme.ended", code, None, told)
        if notice is not None:
            _announce(club, held, None, notice, now, actor)
        return programme(club, code)


def keep_programme(*, club: ClubInfo, code: str, now: datetime, actor: Actor) -> Programme:
    """Take the announced end of a programme back before it comes.

    Raises `Refused`: `unknown_id` (404), `not_ending` (409) where no end lies ahead.
    """
    with club_transaction(club.id):
        held = hold_programme(club, code)
        if held.ended_at is None or held.ended_at <= now:
            raise Refused("not_ending", status=409, programme=code)
        held.ended_at = None
        _touch(held, now, actor)
        audit.write_facts(club.id, [Fact("ProgrammeKept", code, now)])
        audit.record_deed(club.id, actor, "programme.kept", code)
        return held
