"""A club that kept phones and e-mails as they are is brought up to sealed ones while both versions work, and back."""

import json
from pathlib import Path

import psycopg
import pytest

from tests.platform.test_migrating import Spare, spare

__all__ = ["spare"]

OLD = """
    insert into members_member (club_id, first_name, last_name, phone, email, card, language, source, status, joined_at,
                                edition)
    select c.id, 'Name' || n, '', '+97252555' || lpad(n::text, 4, '0'),
           case when n % 2 = 0 then 'name' || n || '@example.com' end, null, '', '', 'active', now(), 1
    from clubs_club c, generate_series(1, 4100) n
"""
OLD_WORDS = """
    insert into members_word (club_id, word, member_id)
    select club_id, w, id from members_member, lateral (
      select unnest(array[substr(phone, 2), '0' || substr(phone, 5), substr(phone, 10), lower(first_name), email]) w) x
    where w is not null
"""
OLD_ANSWER = """
    insert into audit_answer (club_id, caller, key, request_hash, status, body)
    select id, 'key:1', 'k1', '\\x01', 201, '{"phone": "+972525550001"}' from clubs_club
"""
BACK = """
import django; django.setup()
from django.core.management import call_command
for app, name in (("members", "0007"), ("audit", "0003")):
    call_command("migrate", app, name, skip_checks=True)
"""
ASK = """
import django, json; django.setup()
from moadon.apps.clubs.queries import club_by_slug
from moadon.apps.members import queries
from moadon.apps.members.types import MemberRef
from moadon.store import club_transaction, run
from moadon.apps.audit.queries import told_answer
club = club_by_slug("kav")
refs = {"first": ("phone", "0525550001"), "last": ("phone", "052-555-4100"), "mail": ("email", "NAME4100@example.com"),
        "changed": ("phone", "0525559999"), "before": ("phone", "0525550007")}
with club_transaction(club.id):
    found = queries.find_refs(club, [MemberRef(*ref) for ref in refs.values()])
    told = {name: queries.members(club).get(id=found[ref].id).first_name if ref in found else None
            for name, ref in ((name, MemberRef(*ref)) for name, ref in refs.items())}
    told["searched"] = [row.first_name for row in queries.search(club, "4100")]
    told["phones"] = len({row.phone for row in queries.members(club)})
    told["answers"] = [told_answer(club.id, *row) for row in run("select caller, key, body, box from audit_answer")]
print(json.dumps(told))
"""


@pytest.fixture
def old(spare: Spare, tmp_path: Path) -> Spare:
    """A club as the version before left it, with a ring of keys that is yet to be made."""
    spare.environment |= {
        "MOADON_FIELD_KEYS": str(tmp_path / "fields.keys"), "DJANGO_SETTINGS_MODULE": "moadon.config.settings"
    }  # fmt: skip
    words = ("club", "create", "kav", "--name", "Kav", "--currency", "ILS", "--time-zone", "Asia/Jerusalem")
    code, said = spare.run("-m", "moadon", *words)
    assert code == 0, said
    back(spare)
    with psycopg.connect(spare.admin, autocommit=True) as admin:
        for sql in (OLD, OLD_WORDS, OLD_ANSWER):
            admin.execute(sql)
    return spare


def back(spare: Spare) -> None:
    code, said = spare.run("-c", BACK)
    assert code == 0, said


def migrated(spare: Spare, *words: str) -> None:
    code, said = spare.run("-m", "moadon", "migrate", *words)
    assert code == 0, said


def asked(spare: Spare) -> dict[str, object]:
    code, said = spare.run("-c", ASK)
    assert code == 0, said
    told: dict[str, object] = json.loads(said)
    return told


def test_what_was_kept_as_it_is_is_sealed_where_it_lies_and_comes_back(old: Spare) -> None:
    with psycopg.connect(old.admin, autocommit=True) as admin:

        def one(sql: str) -> object:
            row = admin.execute(sql).fetchone()
            return row[0] if row else None

        migrated(old, "--before")
        # The version before goes on: it finds everybody, changes one, and takes one in.
        assert one("select count(*) from members_member where phone is not null") == 4100
        assert one("select count(*) from members_member where phone_mark is null") == 0
        assert one("select count(*) from members_word where word = '4100'") == 1
        assert asked(old) | {"answers": 0} == {
            "first": "Name1", "last": "Name4100", "mail": "Name4100", "changed": None, "before": "Name7",
            "searched": ["Name4100"], "phones": 4100, "answers": 0,
        }  # fmt: skip
        admin.execute("update members_member set phone = '+972525559999' where first_name = 'Name7'")
        assert one("select phone_box from members_member where first_name = 'Name7'") is None

        migrated(old)
        assert one("select count(*) from members_member where phone_mark is not null") == 4100
        assert one("select count(*) from members_word where word ~ '[0-9]{4}$' and word !~ '^(name|=)'") == 0
        assert one("select count(*) from members_word where word like '%@%'") == 0
        assert one("select count(*) from audit_answer where body is not null or box is null") == 0
        assert asked(old) == {
            "first": "Name1", "last": "Name4100", "mail": "Name4100", "changed": "Name7", "before": None,
            "searched": ["Name4100"], "phones": 4100, "answers": ['{"phone": "+972525550001"}'],
        }  # fmt: skip

        back(old)
        assert one("select count(distinct phone) from members_member") == 4100
        assert one("select email from members_member where first_name = 'Name4100'") == "name4100@example.com"
        assert one("select count(*) from members_word where word = '4100'") == 1
        assert one("select count(*) from members_word where word like '=%'") == 0
        assert one("select body from audit_answer") == '{"phone": "+972525550001"}'


def test_what_one_version_has_written_is_not_undone_by_what_the_other_kept(old: Spare) -> None:
    migrated(old, "--before")
    with psycopg.connect(old.admin, autocommit=True) as admin:
        admin.execute(
            "update members_member set phone_box = null, phone_mark = null, email_mark = email_mark where first_name = 'Name8'"
        )
        row = admin.execute("select phone, email from members_member where first_name = 'Name8'").fetchone()
    assert row == (None, "name8@example.com")
