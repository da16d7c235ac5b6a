"""How people are named and looked up: what was typed becomes what is kept, and what is kept becomes what is searched."""

import re

import phonenumbers

from moadon.apps.members.types import MemberRef
from moadon.kernel.digits import to_ascii_digits, without_marks

Known = tuple[str, str]


def phone_of(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(to_ascii_digits(without_marks(text)), region)
    except phonenumbers.NumberParseException:
        return None
    return (
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_possible_number(number)
        else None
    )


def known_values(ref: MemberRef, region: str) -> tuple[Known, ...]:
    text = to_ascii_digits(without_marks(ref.value)).strip()
    values: dict[str, str | None] = {
        "phone": phone_of(text, region),
        "card": text,
        "email": text.lower(),
        "external_id": text,
    }
    kinds = ("phone", "card", "external_id") if ref.kind == "any" else (ref.kind,)
    return tuple((kind, value) for kind in kinds if (value := values[kind]))


def search_words(text: str, region: str) -> list[list[str]]:
    return [[w] for w in re.findall(r"\w+", to_ascii_digits(without_marks(text)).lower())]
