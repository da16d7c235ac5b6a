"""A small shop whose books a test writes row by row, as a superuser would: no flow, no rule, only figures."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

import psycopg

from moadon.apps.clubs.types import ClubInfo
from moadon.kernel.calendars import zone_of

_CLUB = """insert into clubs_club (slug, name, currency, time_zone, calendar, week_start, languages, region,
           brand_colour, settings) values (%s, %s, %s, %s, %s, 6, '["en"]', 'IL', '#0b5f7a', '{}') returning id"""
_BRANCH = "insert into clubs_branch (club_id, code, name, active, edition) values (%s, %s, %s, true, 1) returning id"
_EMPLOYEE = (
    "insert into clubs_employee (club_id, code, name, active, edition) values (%s, %s, %s, true, 1) returning id"
)
_MEMBER = """insert into members_member (club_id, first_name, last_name, language, source, status, joined_at, ended_at,
             edition, branch_id, employee_id) values (%s, '', '', '', '', 'active', %s, %s, 1, %s, %s) returning id"""
_RECEIPT = """insert into receipts_receipt (club_id, kind, number, branch_id, employee_id, member_id, at, business_date,
              channel, total, discount, redeemed, to_pay, items, of_receipt_id, state, details, content_hash,
              answer) values (%s, %s, %s, %s, %s, %s, %s, %s, 'store', %s, %s, %s, %s, %s, %s, 'whole', '{}', '', '')
              returning id"""
_LINE = """insert into receipts_line (receipt_id, club_id, position, key, product_id, quantity, unit_price, total,
           discount, club_value, tax_rate) values (%s, %s, %s, %s, 1, %s, 100, %s, 0, 0, 1800)"""
_TRANSACTION = (
    "insert into ledger_transaction (club_id, kind, owner, receipt, at) values (%s, %s, %s, %s, %s) returning id"
)
_ENTRY = """insert into ledger_entry (club_id, transaction_id, book, wallet, amount, programme, rule, version, lot_id)
            select %s, %s, s.book, %s, s.side * %s, %s, 'base', %s, case when s.side = 1 then %s::bigint end
            from (values ('balance', 1), ('issued', -1)) s(book, side)"""
_ACCOUNT = """insert into ledger_account (club_id, owner, wallet, balance, pending, owed) values (%s, %s, %s, 0, 0, 0)
              on conflict (club_id, owner, wallet) do update set owed = 0 returning id"""
_LOT = """insert into ledger_lot (club_id, account_id, programme, rule, amount, remaining, pending, active_at,
          expires_at) values (%s, %s, %s, 'base', %s, %s, false, %s, %s) returning id"""
_PROGRAMME = "insert into programmes_programme (club_id, code, edition) values (%s, %s, 1) on conflict do nothing"
_VERSION = """insert into programmes_version (club_id, programme_id, number, source, live_from, published_by)
              select club_id, id, %s, %s, %s, '' from programmes_programme where club_id = %s and code = %s"""


@dataclass(slots=True)
class Shop:
    """One club and a connection that writes its rows. Money is in minor units; a day's receipts are made at ten."""

    admin: psycopg.Connection[Any]
    club: ClubInfo
    _numbers: Any = field(default_factory=count)

    @classmethod
    def opened(cls, admin: psycopg.Connection[Any], slug: str = "corner", **about: Any) -> "Shop":
        """A new club."""
        about = {"currency": "ILS", "time_zone": "Asia/Jerusalem", "calendar": "gregorian", **about}
        row = admin.execute(_CLUB, (slug, slug, about["currency"], about["time_zone"], about["calendar"])).fetchone()
        assert row
        return cls(admin, ClubInfo(row[0], slug, slug, **about))

    def branch(self, code: str) -> int:
        """A shop."""
        return self._made(_BRANCH, (self.club.id, code, f"Shop {code}"))

    def employee(self, code: str) -> int:
        """Somebody at a till."""
        return self._made(_EMPLOYEE, (self.club.id, code, f"Person {code}"))

    def member(
        self, joined: date, *, ended: date | None = None, branch: int | None = None, employee: int | None = None
    ) -> int:
        """A member who joined at ten in the morning."""
        moments = (self.at(joined), self.at(ended) if ended else None)
        return self._made(_MEMBER, (self.club.id, *moments, branch, employee))

    def sells(self, day: date, total: int, member: int | None = None, **about: Any) -> int:
        """A sale of `units` things; `redeemed` of its price is paid with value of the club."""
        return self._receipt("sale", day, total, member, about)

    def takes_back(self, day: date, total: int, member: int | None = None, **about: Any) -> int:
        """A return."""
        return self._receipt("return", day, total, member, about)

    def cancels(self, sale: int, day: date, total: int, member: int | None = None, **about: Any) -> int:
        """A sale that never should have been; its cancellation stands on the sale's own day."""
        return self._receipt("cancel", day, total, member, {**about, "of": sale})

    def gives(
        self,
        day: date,
        member: int,
        wallet: str,
        amount: int,
        version: tuple[str, int],
        expires: datetime | None = None,
    ) -> None:
        """Value from a rule of a programme's version; negative where a return takes it back."""
        lot = None
        if expires is not None:
            account = self._made(_ACCOUNT, (self.club.id, member, wallet))
            lot = self._made(_LOT, (self.club.id, account, version[0], amount, amount, self.at(day), expires))
        done = self._made(_TRANSACTION, (self.club.id, "award", member, None, self.at(day)))
        self.admin.execute(_ENTRY, (self.club.id, done, wallet, amount, *version, lot))

    def publishes(self, programme: str, version: int, source: str) -> None:
        """A version of a programme."""
        self.admin.execute(_PROGRAMME, (self.club.id, programme))
        self.admin.execute(_VERSION, (version, source, self.at(date(2026, 1, version)), self.club.id, programme))

    def at(self, day: date) -> datetime:
        """Ten in the morning of `day` on the shop's clock."""
        return datetime.combine(day, time(10), zone_of(self.club.time_zone)).astimezone(UTC)

    def _receipt(self, kind: str, day: date, total: int, member: int | None, about: dict[str, Any]) -> int:
        units, redeemed, discount = about.get("units", 1), about.get("redeemed", 0), about.get("discount", 0)
        places = (about.get("branch"), about.get("employee"), member)
        money = (total, discount, redeemed, total - discount - redeemed, units * 1000)
        number = f"{next(self._numbers):04}"
        receipt = self._made(
            _RECEIPT, (self.club.id, kind, number, *places, self.at(day), day, *money, about.get("of"))
        )
        self.admin.execute(_LINE, (receipt, self.club.id, 1, "1", units * 1000, total))
        return receipt

    def _made(self, sql: str, values: tuple[object, ...]) -> int:
        row = self.admin.execute(sql, values).fetchone()  # type: ignore[arg-type]
        assert row
        return int(row[0])
