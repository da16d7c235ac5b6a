"""Writes of the club, its shop and its people."""

from moadon.apps.clubs.actions.clubs import create_club, edit_club
from moadon.apps.clubs.actions.keys import make_key, renew_key, revoke_key
from moadon.apps.clubs.actions.people import (
    change_password,
    choose_look,
    create_user,
    give_role,
    record_failed_sign_in,
    record_of_person,
    record_sign_in,
    take_role,
)
from moadon.apps.clubs.actions.settings import read_expectations
from moadon.apps.clubs.actions.shop import (
    add_branch,
    add_employee,
    add_till,
    edit_branch,
    edit_employee,
    edit_till,
    make_tills,
)

__all__ = [
    "add_branch",
    "add_employee",
    "add_till",
    "change_password",
    "choose_look",
    "create_club",
    "create_user",
    "edit_branch",
    "edit_club",
    "edit_employee",
    "edit_till",
    "give_role",
    "make_key",
    "make_tills",
    "read_expectations",
    "record_failed_sign_in",
    "record_of_person",
    "record_sign_in",
    "renew_key",
    "revoke_key",
    "take_role",
]
