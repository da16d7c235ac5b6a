"""How people are named and looked up: what was typed becomes what is kept, and what is kept becomes what is found."""

import re
from dataclasses import dataclass

import phonenumbers

from moadon.apps.members.types import MemberKey, MemberRef
from moadon.engine.identity import compact, fold_words, parse_card, parse_email, parse_phone
from moadon.kernel.digits import to_ascii_digits, without_marks
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_code

Known = tuple[str, str]
"""Kind of identifier and its value as it is kept."""
KINDS: tuple[MemberKey, ...] = ("phone", "card", "email", "external_id")
ENDINGS = (4, 7)
"""Lengths of the endings by which people tell their phone."""
_DIALLED = re.compile(r"\+?[\d\s().\-/]+\Z")
_NOT_DIGITS = re.compile(r"\D")


def read_identifier(kind: str, given: object, region: str) -> str:
    """An identifier as it is kept. Raises the refusals of `engine.identity`, or those of a faulty external id."""
    if kind == "phone":
        return parse_phone(given, (region,))
    if kind == "card":
        return parse_card(given)
    if kind == "email":
        return parse_email(given)
    return parse_code(to_ascii_digits(without_marks(given)) if isinstance(given, str) else given, field=kind)


def known_values(ref: MemberRef, region: str) -> tuple[Known, ...]:
    """What a reference may stand for, as it is kept, the likeliest first; nothing when it cannot be anybody."""
    kinds = ("phone", "card", "external_id") if ref.kind == "any" else (ref.kind,)
    values = ((kind, _kept(kind, ref.value, region)) for kind in kinds)
    return tuple((kind, value) for kind, value in values if value is not None)


def _kept(kind: str, text: str, region: str) -> str | None:
    try:
        return read_identifier(kind, text, region)
    except Refused:
        return None


@dataclass(frozen=True, slots=True)
class Findable:
    """What a member is found by, as it is kept."""

    first_name: str = ""
    last_name: str = ""
    phone: str | None = None
    email: str | None = None
    card: str | None = None
    external_id: str | None = None


def words_of(member: Findable) -> list[str]:
    """The words under which a member is listed as they are: names, card, external id."""
    words: set[str] = set()
    for text in (member.first_name, member.last_name, member.card or "", member.external_id or ""):
        words |= {compact(text), *fold_words(text)}
    for part in f"{member.first_name} {member.last_name}".split():
        words.add(compact(part))
    return sorted(word for word in words if word)


def secret_words_of(member: Findable) -> list[str]:
    """The words under which a member is listed by their marks alone: the phone as dialled and its endings, the e-mail
    and what stands before its @.
    """
    words: set[str] = set()
    if member.phone:
        words |= _numbers(member.phone)
    if member.email:
        words |= {member.email, compact(member.email.rpartition("@")[0])}
    return sorted(word for word in words if word)


def wanted_words(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """What is searched for, word by word: the word as a whole, and the parts that would do in its place.

    A text of digits and signs alone is one number, however it is spaced.
    """
    plain = to_ascii_digits(without_marks(text)).strip()
    if _DIALLED.match(plain):
        digits = _NOT_DIGITS.sub("", plain).removeprefix("00")
        return [(digits, ())] if digits else []
    words = [(word.lower() if "@" in word else compact(word), fold_words(word)) for word in text.split()]
    return [(whole, parts) for whole, parts in words if whole]


def _numbers(phone: str) -> set[str]:
    number = phonenumbers.parse(phone)
    at_home = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    own = phonenumbers.national_significant_number(number)
    endings = (own[-length:] for length in ENDINGS if len(own) >= length)
    return {phone.removeprefix("+"), _NOT_DIGITS.sub("", at_home), own, *endings}
