"""Bringing files in from the office: choose a file, say what its columns hold, watch, see what was not taken."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from moadon.apps.imports import actions, queries
from moadon.apps.imports.types import Counts, State
from moadon.apps.members.queries import members
from moadon.apps.receipts.queries import receipts
from moadon.config.wiring import JOBS
from moadon.flows.importing import uploads
from moadon.interfaces.office.imports import pages
from moadon.kernel.ids import row_id
from moadon.store import club_transaction
from tests.interfaces.office.shop_floor import plain, reads, text_of
from tests.interfaces.office.who import allowed, statuses

RECEIPTS = """Invoice,When,Customer,Item,What,Units,Each
1,22/10/2026 10:15,052-555-0142,P1,Paint,2,12.90
1,22/10/2026 10:15,052-555-0142,P2,Brush,1,7.00
2,22/10/2026 11:00,,P1,Paint,1,0
3,22/10/2026 12:00,,P1,Paint,many,12.90
"""
CHOSEN = {
    "column-receipt": "Invoice",
    "column-at": "When",
    "column-member": "Customer",
    "column-sku": "Item",
    "column-name": "What",
    "column-quantity": "Units",
    "column-unit_price": "Each",
    "create_members": "on",
}


def send(client, text=RECEIPTS, name="shop.csv", kind="receipts"):
    """Upload a file; the address of its columns."""
    data = text if isinstance(text, bytes) else text.encode()
    return client.post("/office/kav/imports/add", {"kind": kind, "file": SimpleUploadedFile(name, data)})


def brought_in(client, text=RECEIPTS, **chosen):
    """Upload a receipts file, choose its columns and begin; the address of its page."""
    columns = send(client, text).url
    client.post(columns, {**CHOSEN, **chosen, "do": "1"})
    page = columns.removesuffix("/columns")
    client.post(page + "/start")
    return page


def worked(kav, page):
    """Let the worker do the import of a page to its end."""
    number = row_id("imp", page.rpartition("/")[2])
    while uploads.go_on(kav, number, lambda: False):
        pass
    with club_transaction(kav.id):
        return queries.import_by_id(kav, number)


@pytest.mark.parametrize("address", ["", "add"])
def test_only_those_who_run_the_club_bring_files_in(signed_in, address):
    assert statuses(signed_in, f"/office/kav/imports/{address}") == allowed("owner", "manager")


def test_an_import_of_another_club_is_not_there(signed_in, kav, north):
    page = brought_in(signed_in())
    there = page.replace("/kav/", "/north/")

    stranger = signed_in("owner", "noa", (north,))

    assert {stranger.get(there + part).status_code for part in ("", "/columns", "/rejected")} == {404}
    assert stranger.post(there + "/stop").status_code == 404


def test_a_file_goes_from_its_columns_over_a_summary_to_its_result(signed_in, kav):
    client = signed_in()
    columns = send(client).url
    form = plain(text_of(client, columns))
    assert "as they would come in" in form

    summary = client.post(columns, {**CHOSEN, "do": "1"}, follow=True).content.decode()
    assert "Bring in the receipts" in summary
    assert "Invoice" in summary
    page = columns.removesuffix("/columns")
    assert "waits for the worker" in plain(client.post(page + "/start", follow=True).content.decode())

    info = worked(kav, page)

    assert (info.state, info.counts) == (State.DONE, Counts(read=4, taken=2, same=0, rejected=2))
    told = plain(text_of(client, page))
    assert "The price is 0" in told
    assert "many is not a plain number" in told
    with club_transaction(kav.id):
        assert [receipt.number for receipt in receipts()] == ["1"]
        assert members(kav).get().phone == "+972525550142"


def test_the_preview_follows_what_is_chosen_and_says_what_each_row_becomes(signed_in, kav):
    client = signed_in()
    columns = send(client).url

    guessed = client.post(columns, {"column-receipt": "Invoice"}, HTTP_HX_REQUEST="true").content.decode()
    shown = plain(client.post(columns, CHOSEN, HTTP_HX_REQUEST="true").content.decode())

    assert "No column holds" in plain(guessed)
    assert "22 Oct 2026, 10:15" in shown
    assert "₪12.90" in shown
    assert "Dates are read as day, month, year." in shown
    assert "3 · 22/10/2026 12:00 · P1 · Paint · many · 12.90" in shown


def test_a_field_that_is_needed_is_asked_for_under_its_name(signed_in, kav):
    client = signed_in()
    columns = send(client).url

    answer = client.post(columns, {**CHOSEN, "column-sku": "", "do": "1"})

    assert answer.status_code == 422
    assert "No column holds Sku" in plain(str(answer.context["form"].errors["column-sku"]))


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("shop.xlsx", b"PK\x03\x04 a workbook", "Save it as CSV"),
        ("shop.csv", b" ", "no headings"),
        ("shop.parquet", b"PAR1 broken", "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(signed_in, kav, name, data, says):
    answer = send(signed_in(), data, name)

    assert answer.status_code == 422
    assert says in plain(answer.content.decode())
    with club_transaction(kav.id):
        assert not queries.imports(kav).exists()


def test_what_was_not_taken_is_downloaded_with_its_reasons(signed_in, kav):
    client = signed_in()
    page = brought_in(client)
    worked(kav, page)

    answer = client.get(page + "/rejected")

    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert answer["Content-Disposition"] == 'attachment; filename="shop.csv.rejected.csv"'
    assert rows[0] == "Invoice,When,Customer,Item,What,Units,Each,reason,code,row"
    assert [row.rsplit(",", 2)[1:] for row in rows[1:]] == [["no_price", "3"], ["not_a_number", "4"]]


def test_reasons_are_told_in_the_language_in_which_the_file_was_brought_in(signed_in, kav):
    client = signed_in()
    reads(client, "he")
    page = brought_in(client)
    worked(kav, page)

    rows = b"".join(client.get(page + "/rejected").streaming_content).decode("utf-8-sig")

    assert "המחיר 0" in rows


def test_a_phone_in_a_reason_keeps_its_direction(tmp_path):
    file = tmp_path / "rejected.csv"
    file.write_text("Phone,reason,code,row\n12,טלפון: כמו 050-234-5678.,phone_too_short,2\n", "utf-8-sig")

    (_, reason, _), *_ = pages._reasons(file.open("rb"), {"phone_too_short": 1})

    assert '<span class="n">050-234-5678</span>.' in reason


def test_while_it_runs_the_page_asks_again_and_then_no_more(signed_in, kav):
    client = signed_in()
    page = brought_in(client)
    assert 'hx-trigger="every 2s"' in text_of(client, page)

    worked(kav, page)

    assert "every 2s" not in text_of(client, page)


def test_an_import_that_is_stopped_stays_stopped(signed_in, kav):
    client = signed_in()
    page = brought_in(client)

    client.post(page + "/stop")

    assert worked(kav, page).state == State.STOPPED
    assert "stopped" in plain(text_of(client, page))
    with club_transaction(kav.id):
        assert not receipts().exists()


def test_a_file_is_begun_once(signed_in, kav):
    client = signed_in()
    page = brought_in(client)

    again = client.post(page + "/start", follow=True, HTTP_REFERER=f"http://testserver{page}")

    assert "has begun already" in plain(again.content.decode())


def test_starting_leaves_a_job_for_the_worker(signed_in, kav, database):
    page = brought_in(signed_in())

    rows = database.admin.execute("select task_name, args from procrastinate_jobs").fetchall()

    assert rows == [("import", {"club_id": kav.id, "import_id": row_id("imp", page.rpartition("/")[2])})]
    assert "import" in JOBS


def test_the_list_shows_what_became_of_each_file(signed_in, kav):
    client = signed_in()
    assert "Nothing brought in yet" in text_of(client, "/office/kav/imports/")
    page = brought_in(client)
    worked(kav, page)

    rows = text_of(client, "/office/kav/imports/")

    assert f'href="{page}"' in rows
    assert "done" in plain(rows)
    assert re.search(r"\b4\b.*\b2\b.*\b2\b", plain(rows))


def test_a_file_that_is_gone_ends_its_import_with_that_reason(signed_in, kav):
    client = signed_in()
    page = brought_in(client)
    number = row_id("imp", page.rpartition("/")[2])
    with club_transaction(kav.id):
        uploads.stored_file(queries.import_by_id(kav, number)).unlink()

    assert worked(kav, page).state == State.FAILED
    assert "no longer there" in plain(text_of(client, page))


def test_people_and_goods_come_in_by_the_same_way(signed_in, kav):
    client = signed_in()
    for kind, text in (("members", "Name,Mobile\nNoa Levi,0525550142\n"), ("products", "SKU,Name\nP1,Paint\n")):
        columns = send(client, text, f"{kind}.csv", kind).url
        page = columns.removesuffix("/columns")
        picked = re.findall(
            r'<select name="(column-\w+)"(?:(?!</select>).)*?<option value="([^"]+)" selected',
            text_of(client, columns),
            re.DOTALL,
        )
        client.post(columns, {**dict(picked), "do": "1"})
        client.post(page + "/start")
        info = worked(kav, page)
        assert (info.state, info.counts.taken) == (State.DONE, 1), kind


def test_actions_of_an_import_that_has_ended_are_refused(kav, signed_in):
    page = brought_in(signed_in())
    info = worked(kav, page)

    from moadon.apps.clubs.types import SYSTEM
    from moadon.kernel.refusals import Refused

    with pytest.raises(Refused, match="import_ended"):
        actions.stop_import(club=kav, import_id=info.id, actor=SYSTEM)
