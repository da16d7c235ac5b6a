"""A programme in plain words: the same rules that are run, as sentences for manager, cashier and member."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from moadon.engine.rules.document import EarnPart
from moadon.engine.rules.earn.scheme import Units
from moadon.engine.rules.explain.gives import tell_gives
from moadon.engine.rules.explain.grounds import tell_base, tell_wallet
from moadon.engine.rules.explain.limits import tell_whole
from moadon.engine.rules.explain.margins import tell_margin
from moadon.engine.rules.explain.posters import tell_poster
from moadon.engine.rules.explain.promotions import off, ordered, tell_group, tell_promotion
from moadon.engine.rules.explain.teller import Depth, Teller, names_of
from moadon.engine.rules.explain.terms import tell_terms
from moadon.engine.rules.explain.tiers import tell_ladder
from moadon.engine.rules.programme import Programme, Rule
from moadon.kernel.sentences import Speaker

__all__ = ["Depth", "Sentence", "explain"]

Kind = Literal["rule", "group", "promotion", "tier", "limit", "margin", "wallet", "programme"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said of one part of a programme; `subject` is its id.

    Of a limit of the whole programme it is the wallet's id or `promotions`, of a margin what it is of.
    """

    kind: Kind
    subject: str
    text: str


def explain(programme: Programme, speaker: Speaker, depth: Depth = "member") -> tuple[Sentence, ...]:
    """Everything that `programme` says at `depth`, in the speaker's language: rules in their order, promotions in
    that in which they are judged, then limits and margin, wallets, and what counts. Nothing is said empty."""
    teller = Teller(speaker, programme.board.money, depth, names_of(programme.document))
    found = (*_earning(programme, teller), *_prices(programme, teller), *_ground(programme, teller))
    return tuple([sentence for sentence in found if sentence.text])


def _earning(programme: Programme, teller: Teller) -> Iterator[Sentence]:
    parts = {part.id: part for part in programme.document.earn}
    for rule in programme.rules:
        yield Sentence("rule", rule.id, _rule(teller.beside(rule.units), rule, parts[rule.id]))


def _rule(teller: Teller, rule: Rule, part: EarnPart) -> str:
    if teller.depth == "poster":
        return tell_poster(teller, rule, part)
    return " ".join([*tell_gives(teller, rule), *tell_terms(teller, rule, part)])


def _prices(programme: Programme, teller: Teller) -> Iterator[Sentence]:
    document = programme.document
    if teller.tells_all:
        for place, group in enumerate(document.groups, 1):
            yield Sentence("group", group.id, tell_group(teller, group, place))
    for part in ordered(programme.board, document):
        yield Sentence("promotion", part.id, tell_promotion(teller, part, document))


def _ground(programme: Programme, teller: Teller) -> Iterator[Sentence]:
    document, wallets = programme.document, programme.wallets
    if teller.depth != "poster":
        units = {
            key: Units(programme.currency, wallet.exponent, wallet.kind == "points", wallet.places)
            for key, wallet in wallets.items()
        }
        for subject, text in tell_whole(teller, document.limits, units, lambda text: off(teller, text)):
            yield Sentence("limit", subject, text)
    if teller.tells_all:
        for margin in document.margin:
            yield Sentence("margin", margin.of, " ".join(tell_margin(teller, margin)))
    for key, wallet in wallets.items():
        yield Sentence("wallet", key, " ".join(tell_wallet(teller, wallet, document.wallets[key].expires)))
    for ladder, part in zip(programme.ladders, document.tiers, strict=True):
        yield Sentence("tier", ladder.id, " ".join(tell_ladder(teller, ladder, part)))
    if teller.depth != "poster":
        yield Sentence("programme", programme.id, " ".join(tell_base(teller, document)))
