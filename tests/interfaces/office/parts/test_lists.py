"""Lists as a reader meets them: filters in the address, counts that end, exports, empty places."""

import csv
import io
import re

import pytest
from openpyxl import load_workbook

from moadon.apps.clubs.models import User
from moadon.interfaces.office.parts import lists
from tests.interfaces.office.parts.people_list import add_people

pytestmark = pytest.mark.urls("tests.interfaces.office.parts.people_list")
LIST = "/office/kav/people/"


def text(html: str) -> str:
    return " ".join(re.sub(r"<(script|svg|template)\b.*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL).split())


def names(html: str) -> list[str]:
    return re.findall(r'href="/p/\d+"><span class="n">(\w+)<', html)


@pytest.fixture
def look(signed_in):
    """Opens the list with a query and gives its HTML."""
    client = signed_in()

    def open_list(query: str = "", **headers: str) -> str:
        answer = client.get(LIST + query, headers=headers)
        assert answer.status_code == 200
        return answer.content.decode()

    open_list.client = client
    return open_list


def address(html: str, words: str) -> str:
    """Where the link with these words leads."""
    link = next(found for found in re.findall(r"<a [^>]*>.*?</a>", html, re.DOTALL) if words in text(found))
    return re.search(r'href="([^"]*)"', link)[1].replace("&amp;", "&")  # type: ignore[index]


def test_the_first_page_says_how_many_there_are(look):
    add_people(120)

    html = look()

    assert names(html) == [f"p{n:03}" for n in range(50)]
    assert "1 – 50 of 120" in text(html)
    assert "120 people" in text(html)


def test_the_next_page_and_back(look):
    add_people(120)
    second = look(address(look(), "Next 50"))
    third = look(address(second, "Next 50"))

    assert (names(second)[0], names(third)[0], names(third)[-1]) == ("p050", "p100", "p119")
    assert "101 – 120 of 120" in text(third)
    assert names(look(address(third, "Earlier"))) == names(second)
    assert 'aria-disabled="true"' in third


def test_a_filter_is_a_sentence_that_can_be_taken_off(look):
    add_people(10)

    html = look("?staff=1&q=p")

    assert names(html) == ["p001", "p003", "p005", "p007", "p009"]
    assert "Staff is yes" in text(html)
    assert address(html, "Staff is") == "?q=p"
    assert '<option value="1">' not in html


@pytest.mark.parametrize(
    ("query", "count", "told"),
    [
        ("?first=Noa", 3, "First name has Noa"),
        ("?joined=2026-11-01..2026-11-01", 10, "Joined 1 Nov 2026"),
        ("?joined=2026-11-01..", 10, "Joined from 1 Nov 2026"),
        ("?joined=..2026-11-01", 10, "Joined until 1 Nov 2026"),
        ("?joined=2026-11-02..2026-11-03", 0, "Joined 2 Nov 2026 – 3 Nov 2026"),
        ("?joined.from=2026-11-01&joined.to=۱۴۰۵/۰۸/۱۰", 10, "Joined 1 Nov 2026"),
        ("?staff=7", 10, "10 people"),
        ("?joined=soon..later", 10, "10 people"),
        ("?first=%00", 10, "10 people"),
        ("?page=nonsense&sort=nothing", 10, "1 – 10 of 10"),
    ],
)
def test_filters_are_read_from_the_address_and_nonsense_is_left_aside(look, query, count, told):
    add_people(10)

    html = look(query)

    assert len(names(html)) == count
    assert told in text(html)


def test_days_are_the_clubs_own(look):
    add_people(12)

    # Eleven at night on 1 November in Jerusalem is nine in UTC; two hours later it is the 2nd.
    assert names(look("?joined=2026-11-02.."))[0] == "p010"


def test_sorting_turns_round_and_says_so(look):
    add_people(6)
    html = look()

    assert 'aria-sort="ascending"' in html
    turned = look(address(html, "Name"))
    assert names(turned)[0] == "p005"
    assert 'aria-sort="descending"' in turned
    assert address(turned, "Name") == "?"


def test_moments_sort_newest_first_and_the_unknown_last(look):
    add_people(6)

    html = look(address(look(), "Seen"))

    assert names(html) == ["p005", "p004", "p002", "p001", "p003", "p000"]


def test_columns_are_the_readers_choice(look):
    add_people(2)
    html = look("?columns=joined&columns=name&columns=nonsense")

    assert re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?(\w+)', html) == ["Name", "Joined"]
    assert "columns=name&columns=joined" in address(html, "Name")


def test_unknown_is_a_dash(look):
    add_people(1)

    assert '><span class="mo-3">—</span></td>' in look()


def test_a_fragment_is_the_rows_and_the_filters_alone(look):
    add_people(3)
    client = look.client

    answer = client.get(LIST + "?q=p00&sort=-name", headers={"HX-Request": "true"})

    html = answer.content.decode()
    assert "<html" not in html
    assert names(html) == ["p002", "p001", "p000"]
    assert 'id="people-filters" hx-swap-oob="true"' in html
    assert answer["HX-Push-Url"] == LIST + "?q=p00&sort=-name"
    assert "HX-Request" in answer["Vary"]


def test_going_back_in_the_browser_gets_the_whole_page(look):
    assert "<html" in look("", **{"HX-Request": "true", "HX-History-Restore-Request": "true"})


def test_long_lists_are_not_counted_to_their_end(look, monkeypatch):
    monkeypatch.setattr(lists, "COUNTED", 100)
    add_people(120)

    html = look()

    assert "more than 100 people" in text(html)
    assert "1 – 50 of more than 100" in text(html)


def test_totals_stand_beside_the_count(look):
    add_people(3)
    total = sum(User.objects.exclude(username="dana").values_list("pk", flat=True))

    assert f"3 people, {total:,}" in text(look())


def test_nothing_yet_says_what_it_is_and_the_way_in(look):
    assert "Nobody yet They come. Add the first" in text(look())


def test_nothing_that_passes_says_which_filter_to_take_off(look):
    add_people(10)

    html = look("?first=Noa&staff=1")

    assert "Without one of these there would be something: Staff is yes First name has Noa" in text(html)
    assert address(look("?q=zzz"), "Search is") == "?"
    assert "Also without any single filter" in text(look("?q=zzz&first=zzz"))


def test_a_list_asks_a_constant_number_of_questions(look, django_assert_max_num_queries):
    add_people(3)
    look()
    with django_assert_max_num_queries(10) as few:
        look("?staff=1&q=p")
    add_people_again = 150
    User.objects.bulk_create(User(username=f"q{n}", is_staff=True) for n in range(add_people_again))
    with django_assert_max_num_queries(len(few)):
        look("?staff=1")


def test_what_is_typed_is_escaped(look):
    html = look("?q=<script>alert(1)</script>&first=<b>")

    assert "<script>alert" not in html
    assert "<b>&lt;b&gt;" in html or "&lt;b&gt;" in html


def test_csv_has_every_row_that_passes(look):
    add_people(120)

    answer = look.client.get(LIST + "?staff=1&sort=-name&format=csv")
    data = b"".join(answer.streaming_content)

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert data.startswith(b"\xef\xbb\xbf")
    assert rows[0] == ["Name", "First", "Seen", "State", "Worth"]
    assert len(rows) == 61
    assert rows[1] == ["p119", "'=HYPERLINK(1)", "2026-11-04T01:00:00+02:00", "staff", "4.00"]
    assert answer["Content-Disposition"] == 'attachment; filename="kav-people.csv"'


def test_excel_has_the_same_rows_as_values(look):
    add_people(8)

    answer = look.client.get(LIST + "?format=xlsx&columns=name&columns=first&columns=worth&columns=seen")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active

    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Name", "First", "Seen", "Worth"]
    assert rows[4][1] == "'=HYPERLINK(1)"
    assert sheet["B5"].data_type == "s"
    assert (rows[2][3], sheet["D3"].number_format) == (4, "0.00")
    assert rows[2][2].isoformat() == "2026-11-01T14:00:00"
    assert len(rows) == 9


def test_an_empty_export_has_its_heads(look):
    answer = look.client.get(LIST + "?format=xlsx")

    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet[1]] == ["Name", "First", "Seen", "State", "Worth"]


def test_only_those_who_may_export_are_offered_it(signed_in):
    client = signed_in("cashier")

    assert client.get(LIST + "?format=csv").status_code == 403
    assert "format=csv" not in client.get(LIST).content.decode()


@pytest.mark.parametrize(("language", "span"), [("he", "1 – 50 מתוך 120"), ("fa", "۱ – ۵۰ از ۱۲۰")])
def test_lists_speak_the_readers_language(look, language, span):
    add_people(120)
    look.client.post("/office/preferences", {"language": language})

    assert span in text(look())
