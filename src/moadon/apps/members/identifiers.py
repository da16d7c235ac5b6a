"""How people are named and looked up: what was typed becomes what is kept, and what is kept becomes what is found."""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers

from moadon.apps.members.types import MemberRef
from moadon.kernel.digits import to_ascii_digits, without_marks
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_code, parse_text

Known = tuple[str, str]
"""Kind of identifier and its value as it is kept."""
KINDS = ("phone", "card", "email", "external_id")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+\Z")
_PUNCTUATION = re.compile(r"[^\w@]+|_")
_DIALLED = re.compile(r"\+?[\d\s().\-/]+\Z")
_ALIKE = str.maketrans("يكىةأإآٱؤئךםןףץ", "یکیهااااویכמנפצ", "ـ׳״'’\"`")
_ENDINGS = (4, 7)
_HALF_SPACE = "\u200c"


def read_phone(given: object, region: str, *, field: str = "phone") -> str:
    """A phone in any habit as E.164. Raises `Refused("not_a_phone")`."""
    text = parse_text(given, field=field, longest=40)
    phone = _phone(text, region)
    if phone is None:
        raise Refused("not_a_phone", field=field, given=text)
    return phone


def read_email(given: object, *, field: str = "email") -> str:
    """An e-mail address in small letters. Raises `Refused("not_an_email")`."""
    text = without_marks(parse_text(given, field=field, longest=254)).lower()
    if not _EMAIL.match(text):
        raise Refused("not_an_email", field=field, given=text[:60])
    return text


def read_code(given: object, *, field: str) -> str:
    """A card number or external id: digits of any script as ASCII, no marks, no spaces at the ends."""
    return parse_code(to_ascii_digits(without_marks(given)) if isinstance(given, str) else given, field=field)


def known_values(ref: MemberRef, region: str) -> tuple[Known, ...]:
    """What a reference may stand for, as it is kept, the likeliest first; nothing when it cannot be anybody."""
    kinds = ("phone", "card", "external_id") if ref.kind == "any" else (ref.kind,)
    values = ((kind, _kept(kind, ref.value, region)) for kind in kinds)
    return tuple((kind, value) for kind, value in values if value is not None)


def _kept(kind: str, text: str, region: str) -> str | None:
    try:
        if kind == "phone":
            return read_phone(text, region)
        return read_email(text) if kind == "email" else read_code(text, field=kind)
    except Refused:
        return None


def _phone(text: str, region: str) -> str | None:
    plain = to_ascii_digits(without_marks(text))
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def fold(text: str) -> str:
    """`text` as it is compared: no points, accents or quotation marks, one form of each letter, small letters."""
    apart = unicodedata.normalize("NFKD", to_ascii_digits(without_marks(text)))
    bare = "".join(ch for ch in apart if not unicodedata.combining(ch))
    return unicodedata.normalize("NFC", bare).casefold().translate(_ALIKE)


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
    """The words under which a member is listed: names, the phone as dialled and its endings, and other identifiers."""
    names = f"{member.first_name} {member.last_name}"
    words = {*_parts(names), *_parts(names.replace(_HALF_SPACE, " "))}
    if member.phone:
        words |= _numbers(member.phone)
    if member.email:
        words.add(member.email)
    for code in (member.card, member.external_id):
        words |= {_compact(code or ""), *_parts(code or "")}
    return sorted(word for word in words if word)


def wanted_words(text: str) -> list[tuple[str, list[str]]]:
    """What is searched for, word by word: the word as a whole, and the parts that would do in its place.

    A text of digits and signs alone is one number, however it is spaced.
    """
    plain = to_ascii_digits(without_marks(text)).strip()
    if _DIALLED.match(plain):
        digits = re.sub(r"\D", "", plain)
        return [(digits.removeprefix("00") if plain.startswith("00") else digits, [])] if digits else []
    return [(_whole(word), _parts(word)) for word in plain.split() if _whole(word)]


def _whole(word: str) -> str:
    return word.lower() if "@" in word else _compact(word)


def _compact(code: str) -> str:
    return "".join(_parts(code))


def _parts(text: str) -> list[str]:
    return [part for part in _PUNCTUATION.split(fold(text)) if part]


def _numbers(phone: str) -> set[str]:
    digits = phone.removeprefix("+")
    number = phonenumbers.parse(phone)
    home = re.sub(r"\D", "", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
    own = phonenumbers.national_significant_number(number)
    return {digits, home, own, *(own[-n:] for n in _ENDINGS if len(own) >= n)}
