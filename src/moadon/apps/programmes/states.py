"""Where versions and programmes stand in their lives."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from moadon.apps.programmes.types import VersionInfo, live_at


class VersionState(StrEnum):
    """Where a version stands at a moment."""

    SCHEDULED = "scheduled"
    LIVE = "live"
    PILOT = "pilot"
    REPLACED = "replaced"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class ProgrammeState(StrEnum):
    """Where a programme stands at a moment; of several the first that is true, from live on."""

    LIVE = "live"
    PILOT = "pilot"
    SCHEDULED = "scheduled"
    ENDED = "ended"
    CHECKED = "checked"
    DRAFT = "draft"


def version_state(one: VersionInfo, versions: Sequence[VersionInfo], now: datetime) -> VersionState:
    """Where `one` of a programme's `versions` stands."""
    if one.withdrawn:
        return VersionState.WITHDRAWN
    if any(end is not None and end <= now for end in (one.ended_at, one.stopped_at)):
        return VersionState.ENDED
    if one.live_from > now:
        return VersionState.SCHEDULED
    if one.pilot:
        return VersionState.PILOT
    return VersionState.LIVE if one in live_at(versions, now) else VersionState.REPLACED


def programme_state(versions: Sequence[VersionInfo], now: datetime, *, sound: bool) -> ProgrammeState:
    """Where the programme of these `versions` stands. `sound`: its draft could go live."""
    states = {version_state(one, versions, now) for one in versions}
    for state in (VersionState.LIVE, VersionState.PILOT, VersionState.SCHEDULED, VersionState.ENDED):
        if state in states:
            return ProgrammeState(state.value)
    return ProgrammeState.CHECKED if sound else ProgrammeState.DRAFT
