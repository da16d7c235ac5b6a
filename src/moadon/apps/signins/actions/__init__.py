"""Writes of who is signed in where, and by what more than a password."""

from moadon.apps.signins.actions.factors import (
    add_app,
    begin_app,
    check_code,
    make_codes,
    refresh_secrets,
    remove_factor,
    reset_factors,
)
from moadon.apps.signins.actions.passkeys import add_passkey, begin_check, begin_passkey, check_passkey
from moadon.apps.signins.actions.sessions import change_password, end_sign_in, end_sign_ins, forget_ended
from moadon.apps.signins.actions.tries import count_tries, give_back

__all__ = [
    "add_app",
    "add_passkey",
    "begin_app",
    "begin_check",
    "begin_passkey",
    "change_password",
    "check_code",
    "check_passkey",
    "count_tries",
    "end_sign_in",
    "end_sign_ins",
    "forget_ended",
    "give_back",
    "make_codes",
    "refresh_secrets",
    "remove_factor",
    "reset_factors",
]
