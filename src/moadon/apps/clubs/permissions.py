"""Who may do what: one table for pages (by role) and for the API (by scope of the key)."""

from enum import StrEnum

from moadon.apps.clubs.types import Role, Scope


class May(StrEnum):
    """Something that a person or a key may do in a club. `ENTER`: come into the office, which no key does.

    `SEE_PEOPLE`: who members are, by name, phone, e-mail, card, number elsewhere and birthday; without it
    `READ_MEMBERS` shows them by their numbers. `USE_CARDS`: look gift cards up by their code, and activate what was
    sold; `ISSUE_CARDS`: make new ones and load money; `MANAGE_CARDS`: make series, block, unlock, replace, end.
    `MANAGE_CREDENTIALS`: set and
    take away members' PINs and phones without a code that was sent to them, and open their locks. `READ_ACCESS`: which
    people and keys there are, and what each may do.
    `ASK_CORRECTIONS`: correct balances by hand as far as one's limit goes, and ask for what is above it;
    `DECIDE_CORRECTIONS`: approve and refuse what others asked for, which no key does.
    `WRITE_REDEMPTIONS`: give members rewards and hand them over; `UNDO_REDEMPTIONS`: take back what was handed over.
    """

    ENTER = "enter"
    READ_MEMBERS = "read_members"
    SEE_PEOPLE = "see_people"
    WRITE_MEMBERS = "write_members"
    SET_TIERS = "set_tiers"
    READ_RECEIPTS = "read_receipts"
    WRITE_RECEIPTS = "write_receipts"
    QUOTE = "quote"
    WRITE_EVENTS = "write_events"
    READ_CATALOGUE = "read_catalogue"
    WRITE_CATALOGUE = "write_catalogue"
    READ_REDEMPTIONS = "read_redemptions"
    WRITE_REDEMPTIONS = "write_redemptions"
    UNDO_REDEMPTIONS = "undo_redemptions"
    WRITE_REWARDS = "write_rewards"
    READ_SHOP = "read_shop"
    WRITE_SHOP = "write_shop"
    READ_PROGRAMMES = "read_programmes"
    WRITE_PROGRAMMES = "write_programmes"
    READ_CORRECTIONS = "read_corrections"
    ASK_CORRECTIONS = "ask_corrections"
    DECIDE_CORRECTIONS = "decide_corrections"
    TRANSFER = "transfer"
    READ_REPORTS = "read_reports"
    READ_KPIS = "read_kpis"
    MANAGE_CREDENTIALS = "manage_credentials"
    EXPORT = "export"
    IMPORT = "import"
    READ_LOG = "read_log"
    READ_ACCESS = "read_access"
    MANAGE_KEYS = "manage_keys"
    READ_CARDS = "read_cards"
    USE_CARDS = "use_cards"
    ISSUE_CARDS = "issue_cards"
    MANAGE_CARDS = "manage_cards"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_CLUB = "manage_club"


_AT_THE_TILL = frozenset(
    {
        May.READ_MEMBERS,
        May.SEE_PEOPLE,
        May.WRITE_MEMBERS,
        May.READ_RECEIPTS,
        May.WRITE_RECEIPTS,
        May.QUOTE,
        May.WRITE_EVENTS,
        May.READ_CATALOGUE,
        May.READ_REDEMPTIONS,
        May.WRITE_REDEMPTIONS,
        May.READ_SHOP,
        May.READ_PROGRAMMES,
        May.READ_CARDS,
        May.USE_CARDS,
        May.ISSUE_CARDS,
    }
)
_FIGURES = frozenset(
    {
        May.READ_MEMBERS,
        May.READ_RECEIPTS,
        May.READ_CATALOGUE,
        May.READ_REDEMPTIONS,
        May.READ_SHOP,
        May.READ_PROGRAMMES,
        May.READ_REPORTS,
        May.READ_KPIS,
        May.READ_CARDS,
    }
)
_READING = _FIGURES | {May.SEE_PEOPLE, May.QUOTE}
_RUNNING = (
    _AT_THE_TILL
    | _READING
    | {May.WRITE_REWARDS, May.UNDO_REDEMPTIONS}
    | {May.WRITE_CATALOGUE, May.WRITE_SHOP, May.WRITE_PROGRAMMES, May.EXPORT, May.IMPORT, May.READ_LOG, May.SET_TIERS}
    | {May.MANAGE_CARDS, May.MANAGE_CREDENTIALS}
)

_BY_HAND = frozenset({May.READ_CORRECTIONS, May.ASK_CORRECTIONS})

OF_ROLE: dict[str, frozenset[May]] = {
    Role.OWNER: frozenset(May),
    Role.MANAGER: _RUNNING | _BY_HAND | {May.ENTER, May.DECIDE_CORRECTIONS, May.TRANSFER},
    Role.CASHIER: _AT_THE_TILL | _BY_HAND | {May.ENTER},
    Role.AUDITOR: _FIGURES
    | {May.SEE_PEOPLE, May.READ_CORRECTIONS, May.READ_LOG, May.READ_ACCESS, May.ENTER, May.EXPORT},
    Role.ANALYST: _FIGURES | {May.ENTER, May.EXPORT},
}
OF_SCOPE: dict[str, frozenset[May]] = {
    Scope.ALL: _RUNNING | _BY_HAND | {May.TRANSFER, May.READ_ACCESS, May.MANAGE_KEYS},
    Scope.INTEGRATION: _AT_THE_TILL | {May.TRANSFER, May.WRITE_CATALOGUE, May.WRITE_REWARDS, May.WRITE_SHOP},
    Scope.TILL: _AT_THE_TILL,
    Scope.READ: _READING | {May.READ_CORRECTIONS},
    Scope.FIGURES: _FIGURES,
}
OF_THE_CLUB = frozenset(
    {
        May.WRITE_CATALOGUE,
        May.WRITE_REWARDS,
        May.WRITE_SHOP,
        May.WRITE_PROGRAMMES,
        May.READ_REPORTS,
        May.IMPORT,
        May.READ_LOG,
        May.READ_ACCESS,
        May.MANAGE_KEYS,
        May.MANAGE_PEOPLE,
        May.MANAGE_CLUB,
        May.MANAGE_CARDS,
    }
)
"""What shows or changes every branch at once: not for a person or a key of one branch, whatever role or scope says."""


def rights_of(role: Role | str, *, one_branch: bool = False) -> frozenset[May]:
    """All that a person of `role` may do, in the whole club or in one branch. An unknown role may nothing."""
    return OF_ROLE.get(role, frozenset()) - (OF_THE_CLUB if one_branch else frozenset())


def role_may(role: Role | str, what: May, *, one_branch: bool = False) -> bool:
    """Whether a person of `role` may do `what`. An unknown role may nothing."""
    return what in rights_of(role, one_branch=one_branch)


def scope_may(scope: Scope | str, what: May) -> bool:
    """Whether a key of `scope` may do `what` in the whole club. An unknown scope may nothing."""
    return what in OF_SCOPE.get(scope, frozenset())
