"""The rules of a club: as usual, or as it has changed them."""

from collections.abc import Mapping
from typing import cast

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.fraud.models import Rule
from moadon.engine.fraud import EFFECTS, KINDS, Chosen, Effect, usual
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction


def rules(club: ClubInfo) -> dict[str, Chosen]:
    """Every rule of the club by its kind, in the order of the table, those that are off too. One statement."""
    changed = {row.kind: row for row in Rule.objects.filter(club_id=club.id)}
    return {kind: _chosen(changed[kind]) if kind in changed else usual(KINDS[kind]) for kind in KINDS}


def editions(club: ClubInfo) -> dict[str, int]:
    """How often each rule was changed. One statement."""
    return dict(Rule.objects.filter(club_id=club.id).values_list("kind", "edition"))


def _chosen(row: Rule) -> Chosen:
    kind = KINDS[row.kind]
    kept = dict(usual(kind).numbers) | {name: value for name, value in row.numbers.items() if name in kind.numbers}
    return Chosen(kind, row.on, cast(Effect, row.effect), kept)


def checked(kind: str, on: bool, effect: str, numbers: Mapping[str, int]) -> Chosen:
    """A rule as somebody wants it. Raises `Refused`: `unknown_rule` (404), `unknown_value`, `not_between`."""
    known = KINDS.get(kind)
    if known is None:
        raise Refused("unknown_rule", field="rule", status=404, given=kind[:40])
    if effect not in EFFECTS:
        raise Refused("unknown_value", field="effect", given=effect[:40])
    for name in numbers:
        if name not in known.numbers:
            raise Refused("unknown_field", field=name[:60])
    wanted = dict(usual(known).numbers) | dict(numbers)
    for name, number in known.numbers.items():
        if not number.least <= wanted[name] <= number.most:
            raise Refused("not_between", field=name, least=number.least, most=number.most)
    return Chosen(known, on, effect, wanted)


def rule_of(club: ClubInfo, kind: str) -> Chosen:
    """One rule of the club. Raises `Refused("unknown_rule", status=404)`. One statement."""
    known = rules(club).get(kind)
    if known is None:
        raise Refused("unknown_rule", field="rule", status=404, given=kind[:40])
    return known


def set_rule(*, club: ClubInfo, rule: Chosen, actor: Actor, edition: int | None = None) -> None:
    """Keep a rule as it was `checked`, and log who changed what. It counts from the next look on.

    With `edition`, only if nobody changed it since: `Refused("edition_differs", status=412)`.
    """
    with club_transaction(club.id):
        row = Rule.objects.select_for_update().filter(club_id=club.id, kind=rule.kind.id).first()
        row = row or Rule(club_id=club.id, kind=rule.kind.id, edition=0)
        if edition not in (None, row.edition):
            raise Refused("edition_differs", status=412, edition=row.edition)
        before = rules(club)[rule.kind.id]
        if before == rule:
            return
        row.on, row.effect, row.numbers = rule.on, rule.effect, dict(rule.numbers)
        row.edition += 1
        row.save()
        audit.record_deed(club.id, actor, "fraud_rule.edited", rule.kind.id, _told(before), _told(rule))


def _told(rule: Chosen) -> dict[str, object]:
    return {"on": rule.on, "effect": rule.effect, **rule.numbers}
