"""A programme in plain words: the same rules that are run, as sentences for manager, cashier and member."""

from dataclasses import dataclass
from typing import Literal

from moadon.engine.rules.compile.texts import text_of
from moadon.engine.rules.document import EarnPart
from moadon.engine.rules.explain.caps import tell_limits
from moadon.engine.rules.explain.gives import tell_gives
from moadon.engine.rules.explain.grounds import tell_base, tell_wallet
from moadon.engine.rules.explain.persons import Names
from moadon.engine.rules.explain.teller import Teller
from moadon.engine.rules.explain.terms import tell_terms
from moadon.engine.rules.programme import Programme, Rule, Wallet
from moadon.kernel.sentences import Speaker


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said of one rule, one wallet, or the programme; `subject` is its id."""

    kind: Literal["rule", "wallet", "programme"]
    subject: str
    text: str


def explain(programme: Programme, speaker: Speaker) -> tuple[Sentence, ...]:
    """Every rule of `programme` in its order, then its wallets, then what counts; in the speaker's language."""
    rules = zip(programme.rules, programme.document.earn, strict=True)
    levels = {level.id: text_of(level.name) for ladder in programme.document.tiers for level in ladder.levels}
    plain = Teller(speaker, programme.rules[0].units)
    return (
        *(_rule(Teller(speaker, rule.units), rule, part, levels) for rule, part in rules),
        *(_wallet(plain, programme, key, wallet) for key, wallet in programme.wallets.items()),
        Sentence("programme", programme.id, " ".join(tell_base(plain, programme.document.base))),
    )


def _rule(teller: Teller, rule: Rule, part: EarnPart, levels: Names) -> Sentence:
    return Sentence("rule", rule.id, " ".join([*tell_gives(teller, rule), *tell_terms(teller, rule, part, levels)]))


def _wallet(plain: Teller, programme: Programme, key: str, wallet: Wallet) -> Sentence:
    told = list(tell_wallet(plain, wallet))
    limit = programme.wallet_limits.get(key)
    if limit is not None:
        told += tell_limits(plain.of(wallet), limit, "explain.together")
    return Sentence("wallet", key, " ".join(told))
