"""E-mail addresses as they are kept: small letters, no marks, no name around them."""

import re
import unicodedata

from moadon.kernel.digits import to_ascii_digits, without_marks
from moadon.kernel.refusals import Refused

_LONGEST = 254
_WRAPPED = re.compile(r"[^<>]*<([^<>]+)>\Z")
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*\Z")
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?\Z")
_LONGEST_LOCAL = 64
_FEWEST_LABELS = 2


def parse_email(given: object, *, field: str = "email") -> str:
    """`given` as an address in small letters (RFC 5321 lengths, RFC 5322 dot-atoms, letters of any script).

    Takes `mailto:` and `Name <address>` too. Raises `Refused("email_not_valid")`.
    """
    text = given if isinstance(given, str) else ""
    address = unicodedata.normalize("NFKC", to_ascii_digits(without_marks(text[: _LONGEST * 2]))).strip()
    wrapped = _WRAPPED.match(address)
    address = (wrapped.group(1) if wrapped else address).strip().lower().removeprefix("mailto:")
    local, at, domain = address.rpartition("@")
    labels = domain.split(".")
    fits = len(address) <= _LONGEST and 0 < len(local) <= _LONGEST_LOCAL and bool(at)
    named = len(labels) >= _FEWEST_LABELS and all(map(_LABEL.match, labels)) and not labels[-1].isdigit()
    if not fits or not named or not _LOCAL.match(local):
        raise Refused("email_not_valid", field=field, given=text[:60])
    return address
