"""Coupons at the till: what the codes that are shown stand for, which are used up, which are issued with a receipt.

Rules know coupons by the words of their documents. A code of a pool is shown in place of such a word, as often as the
code may be used; the word itself opens nothing any more once a pool has it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.coupons import queries
from moadon.apps.coupons.actions import draw_codes, ends_at
from moadon.apps.coupons.types import NewCode, NewUse, ReceiptPool
from moadon.apps.programmes.types import Live
from moadon.engine.coupons import CodeState, Shown, normal, turned_away
from moadon.engine.rules import Evaluation
from moadon.flows.till.types import ReceiptDraft
from moadon.kernel.sentences import Message
from moadon.store.questions import Asking

DETAIL, WORDS, PRINTED, AGAIN = "coupons", "coupon_words", "coupons_issued", "coupons_given_again"
"""In the details of a receipt: what was shown, what of it rules were told where that differs, how many codes were
issued with it, and which codes gave something though they were no good any more."""
_MEANWHILE = ("coupon_used", "coupon_withdrawn")
"""What can have become of a code while a till was offline."""


@dataclass(slots=True)
class Coupons:
    """The codes that a batch shows, by their text as it is compared, the coupons that only codes open, and the pools of
    which one is issued with receipts."""

    codes: dict[str, CodeState] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    printing: Sequence[ReceiptPool] = ()


@dataclass(slots=True)
class ShownCoupon:
    """One coupon of a basket. `word`: what rules are told, None where it is turned away for `reason`. `rules`: what it
    opened, as `programme/rule`; `gave`: the money that these took off. With a word and a `reason` it is honoured
    all the same."""

    text: str
    word: str | None = None
    code: CodeState | None = None
    reason: Message | None = None
    rules: tuple[str, ...] = ()
    gave: int = 0

    @property
    def again(self) -> bool:
        """Whether it gave something though its code was no good any more; nothing is used up by it."""
        return bool(self.rules) and self.reason is not None


def ask_coupons(asking: Asking, club: ClubInfo, drafts: Iterable[ReceiptDraft]) -> Callable[[], Coupons]:
    """Look up what is shown, among other questions. Two statements, and one where the club prints coupons; none
    otherwise."""
    texts = {text for draft in drafts for text in draft.coupons}
    found = asking(queries.asking_codes(club.id, {normal(text) for text in texts})) if texts else None
    closed = asking(queries.asking_closed(club.id, {text.casefold() for text in texts})) if texts else None
    prints = club.settings.coupons_with_receipts
    printing = asking(queries.asking_receipt_pools(club.id)) if prints else None
    return lambda: Coupons(
        found.get() if found else {}, closed.get() if closed else frozenset(), printing.get() if printing else ()
    )


def ask_locked(asking: Asking, club: ClubInfo, coupons: Coupons) -> Callable[[], None]:
    """Lock the codes that are shown and read them again, so that nobody else uses them. None for no code."""
    if not coupons.codes:
        return lambda: None
    locked = asking(queries.asking_codes(club.id, coupons.codes, lock=True))
    return lambda: coupons.codes.update(locked.get())


def words_named(draft: ReceiptDraft, coupons: Coupons) -> tuple[str, ...]:
    """Every coupon that rules could be told of a draft, before anything is locked."""
    codes = coupons.codes
    return tuple([codes[normal(text)].opens if normal(text) in codes else text for text in draft.coupons])


def read_shown(draft: ReceiptDraft, member: int | None, lives: Iterable[Live], coupons: Coupons) -> list[ShownCoupon]:
    """What each coupon of a draft is now."""
    known = {word for live in lives for words in live.programme.coupons.values() for word in words}
    shown: list[ShownCoupon] = []
    seen: set[str] = set()
    for text in draft.coupons:
        code, plain = coupons.codes.get(normal(text)), text.casefold()
        if normal(text) in seen:
            shown.append(_away(text, "coupon_twice"))
        elif code is not None:
            away = turned_away(code, Shown(draft.at, member, draft.channel))
            if away and away[0] in _MEANWHILE and draft.honours:
                one = ShownCoupon(text, code.opens, reason=Message("till.coupon_given_again", {}))
            else:
                one = _away(text, *away) if away else ShownCoupon(text, code.opens)
                one.code = code
            shown.append(one)
        elif plain in coupons.closed:
            shown.append(_away(text, "coupon_needs_code"))
        else:
            shown.append(ShownCoupon(text, text) if plain in known else _away(text, "coupon_unknown"))
        seen.add(normal(text))
    return shown


def _away(text: str, reason: str, params: Mapping[str, object] | None = None) -> ShownCoupon:
    return ShownCoupon(text, reason=Message(f"till.{reason}", params or {}))


def opened_by(
    told: Iterable[tuple[Live, Evaluation]], paid: Mapping[str, int]
) -> dict[str, tuple[frozenset[str], int]]:
    """What gave something and takes coupons, as `programme/rule`: which coupons, and the money that it took off.

    `paid`: what redemptions for promotions paid, by promotion.
    """
    found: dict[str, tuple[frozenset[str], int]] = {}
    for live, evaluation in told:
        asking = live.programme.coupons
        if asking:
            gave = {earning.rule: 0 for earning in evaluation.earnings if earning.base or earning.amount}
            gave |= {promoted.rule: promoted.amount for promoted in evaluation.promotions}
            gave |= {rule: value for rule, value in paid.items() if rule in live.programme.board.offers}
            found |= {f"{live.code}/{rule}": (asking[rule], gave[rule]) for rule in gave if rule in asking}
    return found


def settle(shown: Sequence[ShownCoupon], opened: Mapping[str, tuple[frozenset[str], int]]) -> None:
    """Note what each coupon opened. `opened`: by `programme/rule` the coupons that it takes, and the money it took off.

    Of several that would do, a word that is no code goes first, then a code that is used up anyway.
    """
    wanted = []
    for rule, (words, gave) in opened.items():
        able = [one for one in shown if one.word is not None and one.word.casefold() in words]
        if able:
            wanted.append((len(able), rule, able, gave))
    for _, rule, able, gave in sorted(wanted, key=lambda one: one[:2]):
        chosen = min(able, key=lambda one: (one.code is not None, not one.rules))
        chosen.rules += (rule,)
        chosen.gave += gave
    for one in shown:
        if one.word is not None and not one.rules:
            one.reason = Message("till.coupon_no_effect", {})
        if one.code is not None and one.rules:
            one.code.used += 1


def uses_of(shown: Iterable[ShownCoupon], receipt: int, member: int | None, draft: ReceiptDraft) -> list[NewUse]:
    """The codes that a receipt uses up."""
    return [
        NewUse(one.code, receipt, member, draft.at, one.rules, one.gave)
        for one in shown
        if one.code is not None and one.rules
    ]


def printed_with(
    club: ClubInfo, draft: ReceiptDraft, to_pay: int, receipt: int, member: int | None, coupons: Coupons
) -> list[NewCode]:
    """The codes that are issued with a receipt of `to_pay` minor units."""
    found = []
    for pool in coupons.printing:
        over = pool.valid_until is not None and pool.valid_until <= draft.at
        strangers = pool.receipts_for == "member" and member is None
        if draft.history or over or strangers or to_pay < max(pool.receipts_from, 1):
            continue
        (code,) = draw_codes(pool.pattern, 1)
        owner = member if pool.kind == "personal" else None
        found.append(NewCode(pool, code, owner, receipt, draft.at, ends_at(club, pool.days, draft.at)))
    return found


def details_of(shown: Sequence[ShownCoupon], printed: Sequence[NewCode]) -> dict[str, object]:
    """What a receipt keeps of its coupons."""
    details: dict[str, object] = {}
    if shown:
        texts, words = [one.text for one in shown], [one.word for one in shown if one.word is not None]
        details[DETAIL] = texts
        if words != texts:
            details[WORDS] = words
    if again := [one.text for one in shown if one.again]:
        details[AGAIN] = again
    if printed:
        details[PRINTED] = len(printed)
    return details


def words_then(details: Mapping[str, object]) -> tuple[str, ...]:
    """What rules were told of the coupons of a receipt that stands."""
    found = details[WORDS] if WORDS in details else details.get(DETAIL)
    return tuple(found or ())  # type: ignore[arg-type]
