"""What the demo leaves on the desk (`$MOADON_VAR`): log-ins to show again, the recipe of a load that is not done."""

import json
import os
import secrets
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from moadon.apps.clubs import actions, queries
from moadon.apps.clubs.types import SYSTEM, ClubInfo, Role, Scope
from moadon.flows.demo.types import Recipe

LOG_INS = "demo-log-ins.json"
UNFINISHED = "demo-unfinished.json"
PEOPLE = (("Noa", Role.OWNER), ("Dana", Role.MANAGER), ("Rami", Role.CASHIER), ("Lior", Role.ANALYST))
"""Who can sign in: the name shown, and what they are in the club."""
_SECRET_BYTES = 12
_FLOOR_MONEY, _FLOOR_POINTS = 100_00, 2000
"""How much a member of the demo club may spend in a day without proof: in minor units, and in points."""


@dataclass(frozen=True, slots=True)
class LogIn:
    """How one person of the demo club signs in."""

    name: str
    role: str
    username: str
    password: str


def begin(var: Path, slug: str, recipe: Recipe) -> Recipe:
    """The recipe to load by: that of a load of `slug` that was not finished, else `recipe`, which is noted."""
    path = var / UNFINISHED
    try:
        noted = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        noted = {}
    if noted.get("slug") == slug:
        return _recipe(noted)
    scale = f"{recipe.scale.numerator}/{recipe.scale.denominator}"
    told = {"as_of": recipe.as_of.isoformat(), "scale": scale, "seed": recipe.seed, "language": recipe.language}
    _write(path, {"slug": slug, **told})
    return recipe


def is_unfinished(var: Path, slug: str) -> bool:
    """Whether a load of `slug` was begun and not finished."""
    try:
        return bool(json.loads((var / UNFINISHED).read_text("utf-8")).get("slug") == slug)
    except (OSError, ValueError):
        return False


def finish(var: Path) -> None:
    """Note that the load is done."""
    (var / UNFINISHED).unlink(missing_ok=True)


def ask_for_proof(club: ClubInfo) -> None:
    """Set the club's floor of proof, once its story is told: what is spent from now on is asked for."""
    floors = {"proof_floor_money": _FLOOR_MONEY, "proof_floor_points": _FLOOR_POINTS}
    actions.edit_club(club=club, changes={"settings": floors}, actor=SYSTEM)


def let_in(club: ClubInfo, var: Path, language: str = "en") -> list[LogIn]:
    """Make the people who sign in to the demo club, with passwords of this installation alone, kept in `LOG_INS`.

    Who exists already keeps the password that is on the desk, or one that only they know.
    """
    kept = {one.username: one for one in log_ins(var)}
    wanted = [kept.pop(one.username, one) for one in (_fresh(club, name, role) for name, role in PEOPLE)]
    _write(var / LOG_INS, [_as_json(one) for one in (*kept.values(), *wanted)])
    for one in wanted:
        user = queries.user_by_name(one.username)
        if user is None:
            user = actions.create_user(username=one.username, password=one.password, name=one.name, language=language)
        actions.give_role(club=club, user=user, role=one.role, actor=SYSTEM)
    return wanted


def log_ins(var: Path, slug: str = "") -> list[LogIn]:
    """The log-ins that are on the desk: of one club, or of all."""
    try:
        kept = [LogIn(**one) for one in json.loads((var / LOG_INS).read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        return []
    return [one for one in kept if one.username.endswith(f"@{slug}")] if slug else kept


def cut_key(club: ClubInfo) -> str:
    """A key of the API that may do everything; told this once."""
    return actions.make_key(club=club, scope=Scope.ALL, name="demo", actor=SYSTEM).secret


def _fresh(club: ClubInfo, name: str, role: Role) -> LogIn:
    return LogIn(name, role.value, f"{role.value}@{club.slug}", secrets.token_urlsafe(_SECRET_BYTES))


def _as_json(one: LogIn) -> dict[str, str]:
    return {"name": one.name, "role": one.role, "username": one.username, "password": one.password}


def _recipe(noted: dict[str, Any]) -> Recipe:
    as_of = date.fromisoformat(noted["as_of"])
    return Recipe(as_of, Fraction(noted["scale"]), noted["seed"], noted["language"])


def _write(path: Path, value: object) -> None:
    """For the owner's eyes only, and never half written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(value, indent=1), "utf-8")
    fresh.replace(path)
