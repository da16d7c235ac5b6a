"""A new key for personal data: every club turns to it, and what is under older ones is sealed anew while tills sell."""

from collections.abc import Callable
from dataclasses import dataclass

from moadon.apps.audit import actions as audit
from moadon.apps.fraud import links as employees
from moadon.apps.members import resealing as members
from moadon.store.sealed import ring

Told = Callable[[int, int], None]
"""Called with how many members are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Resealed:
    """What was done: with which key, and how many members and remembered answers were sealed anew."""

    key: str
    members: int
    answers: int


def is_unfinished() -> bool:
    """Whether some club is not sealed with the newest key alone: a key was made, or work was begun, and not ended."""
    newest = ring(again=True).newest.hex()
    return any(club.newest != newest or club.older for club in members.keys_in_use())


def reseal_everything(told: Told = lambda _, __: None) -> Resealed:
    """Seal what lies under other keys with the newest one. Safe to repeat; goes on after having been stopped.

    Raises `Refused`: `field_key_missing`, `sealed_field_damaged`.
    """
    newest = ring(again=True).newest.hex()
    clubs = [club.club_id for club in members.keys_in_use()]
    left = sum(members.turn_to(club_id, newest) for club_id in clubs)
    done = answers = 0
    told(done, left)
    for club_id in clubs:
        # First of all: the club counts as done when the last of its members is.
        employees.reseal_people(club_id)
        last = 0
        while True:
            some, last = members.reseal_some(club_id, last)
            if not some:
                break
            done += some
            told(done, max(done, left))
        answers += audit.reseal_answers(club_id)
    return Resealed(newest, done, answers)
