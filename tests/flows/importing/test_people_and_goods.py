"""Files of members and of products."""

from datetime import date

import pytest

from moadon.apps.catalogue.models import Product
from moadon.apps.members.models import Member
from moadon.store import club_transaction, watching
from tests.flows.importing.bringing import bring_in
from tests.flows.shopkeeper import Shopkeeper, open_shop

pytestmark = pytest.mark.django_db


def people(shop: Shopkeeper) -> list[tuple[str, str, str | None]]:
    """First name, last name and phone of every member."""
    with club_transaction(shop.club.id):
        return [(row.first_name, row.last_name, row.phone) for row in Member.objects.order_by("id")]


def test_people_come_in_with_everything_a_file_says_of_them() -> None:
    shop = open_shop()
    text = (
        "first_name,last_name,phone,email,card,external_id,birth_date,language,branch,employee,joined_at\n"
        "Noa,Levi,052-555-0142,NOA@example.com,a-100,X9,14/5/1990,עברית,tlv,e1,2024-03-01\n"
    )
    told = bring_in(shop.club, "members", text)

    assert (told.counts, told.new) == ((1, 1, 0, 0), {"members": 1})
    with club_transaction(shop.club.id):
        noa = Member.objects.get()
    assert (noa.first_name, noa.last_name, noa.phone, noa.email, noa.card, noa.external_id) == (
        "Noa", "Levi", "+972525550142", "noa@example.com", "A100", "X9",
    )  # fmt: skip
    assert (noa.birth_date, noa.language, noa.joined_at.isoformat()) == (
        date(1990, 5, 14),
        "he",
        "2024-03-01T10:00:00+00:00",
    )
    assert noa.branch_id is not None
    assert noa.employee_id is not None


def test_one_name_is_parted_at_its_first_space() -> None:
    shop = open_shop()
    bring_in(shop.club, "members", "שם,נייד\nנועה בן דוד,0525550142\nמדונה,0525550143\n")

    assert people(shop) == [("נועה", "בן דוד", "+972525550142"), ("מדונה", "", "+972525550143")]


@pytest.mark.parametrize("encoding", ["cp1255", "utf-8", "utf-8-sig", "utf-16"])
def test_a_hebrew_file_of_any_encoding_says_the_same(encoding: str) -> None:
    shop = open_shop()
    text = "שם פרטי;שם משפחה;טלפון\r\nנועה;לוי;052-5550142\r\nDana;כהן;052-5550143\r\n"

    bring_in(shop.club, "members", text.encode(encoding))

    assert people(shop) == [("נועה", "לוי", "+972525550142"), ("Dana", "כהן", "+972525550143")]


def test_an_arabic_page_and_persian_digits_are_read() -> None:
    shop = open_shop(region="IR")
    bring_in(shop.club, "members", "نام,نام خانوادگی,تلفن همراه\nمریم,رضایی,۰۹۱۲۵۵۵۰۱۴۲\n")
    bring_in(shop.club, "members", "نام,تلفن\nپژمان,09125550143\n".encode("cp1256"))

    assert people(shop) == [("مریم", "رضایی", "+989125550142"), ("پژمان", "", "+989125550143")]


def test_the_same_people_again_are_known_and_stay_as_they_are() -> None:
    shop = open_shop()
    bring_in(shop.club, "members", "first_name,phone\nNoa,0525550142\n")

    again = bring_in(
        shop.club, "members", "first_name,phone\nNora,0525550142\nDana,+972-52-555-0143\nDana,0525550143\n"
    )

    assert again.counts == (3, 1, 2, 0)
    assert [first for first, _, _ in people(shop)] == ["Noa", "Dana"]


def test_each_faulty_person_gets_a_reason_of_their_own_and_the_rest_join() -> None:
    shop = open_shop()
    rows = [
        "Noa,0525550142,,,,", "Dana,052555,,,,", "Avi,,not-an-address,,,", "Yael,,,1890-99-99,,", "Ron,,,,klingon,",
        "Gil,,,,,nowhere", "x" * 120 + ",0525550143,,,,", "Nobody,,,,,", "Ziv,0525550144,,2990-01-01,,",
    ]  # fmt: skip
    text = "first_name,phone,email,birth_date,language,branch\n" + "\n".join(rows) + "\n"

    told = bring_in(shop.club, "members", text)

    assert told.codes == {
        2: "phone_too_short", 3: "email_not_valid", 4: "not_a_date", 5: "unknown_language", 6: "unknown_branch",
        7: "too_long", 8: "no_identifier", 9: "birth_date_not_possible",
    }  # fmt: skip
    assert [first for first, _, _ in people(shop)] == ["Noa"]


def test_goods_are_listed_and_completed() -> None:
    shop = open_shop()
    text = (
        "sku,name,category,brand,unit_cost,unit_price,tax_rate\nP1,Paint,paints,Acme,2.50,12.90,18%\nP2,Brush,,,,7,\n"
    )

    first = bring_in(shop.club, "products", text)
    again = bring_in(shop.club, "products", text)
    dearer = bring_in(shop.club, "products", "sku,unit_price\nP2,8\nP3,cheap\n,5\n")

    assert (first.counts, again.counts) == ((2, 2, 0, 0), (2, 0, 2, 0))
    assert dearer.codes == {2: "not_a_number", 3: "missing"}
    with club_transaction(shop.club.id):
        rows = list(
            Product.objects.order_by("sku").values_list(
                "sku", "name", "category__code", "unit_cost", "unit_price", "tax_rate"
            )
        )
    assert rows == [("P1", "Paint", "paints", 25_000, 129_000, 1800), ("P2", "Brush", None, None, 80_000, None)]


def test_thousands_of_people_take_few_statements_each_thousand() -> None:
    from moadon.store import watching

    shop = open_shop()

    def statements(count: int) -> int:
        rows = "".join(f"P{n},05255{n:05}\n" for n in range(count))
        with watching() as seen:
            told = bring_in(shop.club, "members", "first_name,phone\n" + rows)
        assert told.info.counts.read == count
        return len(seen)

    assert statements(1000) == statements(10)


def friends(shop: Shopkeeper) -> dict[str, str | None]:
    """First name of every member, and of who brought them."""
    with club_transaction(shop.club.id):
        rows = list(Member.objects.values_list("id", "first_name", "referred_by"))
    names = {row: name for row, name, _ in rows}
    return {name: names[by] if by else None for _, name, by in rows}


def test_people_say_who_brought_them_by_phone_card_or_number_before_or_after_them_in_the_file() -> None:
    shop = open_shop()
    told = bring_in(
        shop.club,
        "members",
        "first_name,phone,card,external_id,referred_by\n"
        "Gil,0525550144,,,X-9\n"  # brought by Dan, who stands below
        "Noa,0525550142,A-100,,\n"
        "Dan,0525550143,,X-9,a 100\n"
        "Tal,0525550145,,,+972-52-555-0143\n",
    )

    assert told.counts == (4, 4, 0, 0)
    assert friends(shop) == {"Noa": None, "Dan": "Noa", "Gil": "Dan", "Tal": "Dan"}


def test_who_was_brought_by_nobody_known_or_by_themselves_is_rejected_and_the_others_come_in() -> None:
    shop = open_shop()
    text = (
        "שם פרטי,טלפון,הובא על ידי\n"
        "נועה,0525550142,\n"
        "דן,0525550143,0525550199\n"
        "גיל,0525550144,052-555-0144\n"
        "טל,0525550145,0525550143\n"  # brought by Dan, who did not come in
        "רון,0525550146,0525550142\n"
    )
    told = bring_in(shop.club, "members", text)

    assert told.codes == {2: "unknown_referrer", 3: "own_referrer", 4: "unknown_referrer"}
    assert friends(shop) == {"נועה": None, "רון": "נועה"}
    again = bring_in(shop.club, "members", text)
    assert (again.counts, again.codes) == ((5, 0, 2, 3), told.codes)


def test_files_of_friends_take_as_many_statements_as_files_of_one() -> None:
    counts = []
    for number in (1, 9):
        shop = open_shop()
        friends = [f"0525550{100 + i},0525550{200 + i}\n" for i in range(number)]
        firsts = [f"0525550{200 + i},\n" for i in range(number)]
        with watching() as statements:
            told = bring_in(shop.club, "members", "phone,referred_by\n" + "".join(friends + firsts))
        assert told.counts == (2 * number, 2 * number, 0, 0)
        counts.append(len(statements))
    assert counts[0] == counts[1]
