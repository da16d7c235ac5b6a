"""The address of one code's own page: who does not have it cannot make it up."""

import base64
import hmac

from django.conf import settings
from django.utils.crypto import salted_hmac

from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused

_SALT = "moadon.coupon"
_ID = 13
_MARK = 26


def link_of(club_id: int, code_id: int) -> str:
    """What stands in the address for this code: it holds no secret of the code, and 128 bits that nobody can guess."""
    head = _head(club_id, code_id)
    return head + _mark(head, settings.SECRET_KEY)


def code_of_link(text: str) -> tuple[int, int]:
    """The club and the code (row numbers) that `link_of` named. Raises `Refused("unknown_id", status=404)`."""
    head, mark = text[: 2 * _ID], text[2 * _ID :]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if len(mark) != _MARK or not text.isascii() or not any(hmac.compare_digest(_mark(head, key), mark) for key in keys):
        raise Refused("unknown_id", status=404)
    return row_id("clb", f"clb_{head[:_ID]}"), row_id("cpn", f"cpn_{head[_ID:]}")


def _head(club_id: int, code_id: int) -> str:
    return public_id("clb", club_id).partition("_")[2] + public_id("cpn", code_id).partition("_")[2]


def _mark(head: str, key: str) -> str:
    digest = salted_hmac(_SALT, head, secret=key, algorithm="sha256").digest()[:16]
    return base64.b32encode(digest).decode().rstrip("=").lower()
