"""A programme in plain words: the same rules that are run, as sentences for manager, cashier and member."""

from dataclasses import dataclass
from typing import Literal

from moadon.engine.rules.document import EarnPart
from moadon.engine.rules.explain.gives import tell_gives
from moadon.engine.rules.explain.grounds import tell_base, tell_wallet
from moadon.engine.rules.explain.teller import Teller
from moadon.engine.rules.explain.terms import tell_terms
from moadon.engine.rules.explain.tiers import tell_ladder
from moadon.engine.rules.programme import Programme, Rule
from moadon.kernel.sentences import Speaker


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said of one rule, one wallet, one ladder, or the programme; `subject` is its id."""

    kind: Literal["rule", "wallet", "tier", "programme"]
    subject: str
    text: str


def explain(programme: Programme, speaker: Speaker) -> tuple[Sentence, ...]:
    """Every rule of `programme` in its order, its wallets, its ladders, then what counts; in the speaker's language."""
    rules = zip(programme.rules, programme.document.earn, strict=True)
    plain = Teller(speaker, programme.board.money)
    ladders = zip(programme.ladders, programme.document.tiers, strict=True)
    return (
        *(_rule(Teller(speaker, rule.units), rule, part) for rule, part in rules),
        *(Sentence("wallet", key, " ".join(tell_wallet(plain, wallet))) for key, wallet in programme.wallets.items()),
        *(Sentence("tier", one.id, " ".join(tell_ladder(plain, one, part))) for one, part in ladders),
        Sentence("programme", programme.id, " ".join(tell_base(plain, programme.document.base))),
    )


def _rule(teller: Teller, rule: Rule, part: EarnPart) -> Sentence:
    return Sentence("rule", rule.id, " ".join([*tell_gives(teller, rule), *tell_terms(teller, rule, part)]))
