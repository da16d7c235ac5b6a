"""Writes of credentials. Inside a transaction of the club, but where they say otherwise."""

from moadon.apps.credentials.actions.letters import (
    claim_letter,
    end_letter,
    forget_lost,
    letters_due,
    put_letter,
    put_off,
    write_daily,
)
from moadon.apps.credentials.actions.secrets import (
    add_code,
    add_device,
    drop_pin,
    forget_old,
    put_pin,
    remove_device,
    use_code,
)
from moadon.apps.credentials.actions.spends import add_proven_holds, add_spends, burn
from moadon.apps.credentials.actions.tries import count_tries, forget_tries, give_back

__all__ = [
    "add_code",
    "add_device",
    "add_proven_holds",
    "add_spends",
    "burn",
    "claim_letter",
    "count_tries",
    "drop_pin",
    "end_letter",
    "forget_lost",
    "forget_old",
    "forget_tries",
    "give_back",
    "letters_due",
    "put_letter",
    "put_off",
    "put_pin",
    "remove_device",
    "use_code",
    "write_daily",
]
