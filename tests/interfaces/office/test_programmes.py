"""Programmes in the office: written with help, kept, published, followed, ended."""

import pytest

from moadon.apps.programmes import queries as programmes
from moadon.store import club_transaction
from tests.interfaces.office.who import allowed, statuses

DOCUMENT = """format: moadon/programme/1
id: base
name: {en: Base, he: בסיס, fa: پایه}
currency: ILS
wallets:
  credit: {kind: credit, expires: {after: {months: 12}}}
earn:
  - {id: base, type: linear, every: "100", give: "10", wallet: credit, basis: accumulated}
"""
LIST, ADD, PAGE = "/office/kav/programmes/", "/office/kav/programmes/add", "/office/kav/programmes/base"
PUBLISH = {"document": DOCUMENT, "do": "publish"}


def test_everybody_reads_programmes(signed_in):
    assert statuses(signed_in, LIST) == allowed("owner", "manager", "cashier", "auditor", "analyst")


def test_only_those_who_run_the_club_write_them(signed_in):
    assert statuses(signed_in, ADD) == allowed("owner", "manager")


def test_a_stranger_signs_in_first_and_another_club_is_not_there(client, signed_in, kav, north):
    assert client.get(LIST).url.startswith("/office/sign-in?next=")
    assert signed_in("owner", "noa", (north,)).get(LIST).status_code == 404


def test_the_first_document_offered_can_be_published_as_it_is(signed_in):
    client = signed_in("manager")
    ready = [one.code for one in client.get(ADD).context["templates"]]
    offered = client.get(f"{ADD}?from={ready[0]}").context["form"].initial["document"]

    assert len(ready) == 8
    assert client.post(ADD, {"document": offered, "do": "publish"}).url == "/office/kav/programmes/kav"
    assert "id: kav-2\n" in client.get(f"{ADD}?from=empty").context["form"].initial["document"]
    assert client.get(f"{ADD}?from=none").status_code == 404


def test_a_published_programme_tells_itself_in_every_language_of_the_club(signed_in):
    client = signed_in("manager")

    page = client.post(ADD, PUBLISH, follow=True).content.decode()

    assert page.count('class="mo-say"') == 3
    assert "live" in client.get(LIST).content.decode()


def test_a_programme_goes_by_its_name_and_speaks_the_readers_language_first(signed_in):
    client = signed_in("manager")
    client.post(ADD, PUBLISH)
    client.post("/office/preferences", {"language": "he"})

    page = client.get(PAGE).content.decode()

    assert "<h1><bdi>בסיס</bdi></h1>" in page
    assert page.index('"mo-say" lang="he"') < page.index('"mo-say" lang="en"')
    assert "<bdi>בסיס</bdi>" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    "fault", ["", "][", DOCUMENT.replace("linear", "linaer"), DOCUMENT.replace("{en: Base, ", "{")]
)
def test_a_faulty_document_is_refused_and_kept_as_typed(signed_in, kav, fault):
    answer = signed_in("manager").post(ADD, {"document": fault, "do": "publish"})

    assert answer.status_code == 422
    assert "document" in answer.context["form"].errors
    assert answer.context["form"]["document"].value() == fault
    with club_transaction(kav.id):
        assert not programmes.versions_of(kav).exists()


def test_what_is_wrong_is_said_without_script_too(signed_in):
    client = signed_in("manager")

    wrong = client.post(ADD, {"document": DOCUMENT.replace("linear", "linaer"), "do": "publish"}).content.decode()

    assert '<bdi dir="ltr">/earn/0/type</bdi>' in wrong


def test_a_draft_changes_nothing_until_it_is_published(signed_in, kav):
    client = signed_in("manager")
    client.post(ADD, PUBLISH)
    edition = client.get(f"{PAGE}/edit").context["edition"]
    richer = DOCUMENT.replace('give: "10"', 'give: "12"')

    client.post(f"{PAGE}/edit", {"document": richer, "do": "draft", "edition": edition})
    with club_transaction(kav.id):
        assert programmes.versions_of(kav, "base").count() == 1
    kept = client.get(f"{PAGE}/edit").context["form"].initial["document"]
    client.post(f"{PAGE}/edit", {"document": kept, "do": "publish"})

    assert kept == richer
    with club_transaction(kav.id):
        assert programmes.versions_of(kav, "base").count() == 2


def test_a_programme_ends_when_one_is_sure(signed_in):
    client = signed_in("manager")
    client.post(ADD, PUBLISH)

    client.post(f"{PAGE}/end")
    assert client.get(PAGE).context["live"] is not None
    client.post(f"{PAGE}/end", {"sure": "1"})

    assert client.get(PAGE).context["live"] is None


def test_an_unknown_programme_is_not_there(signed_in):
    assert signed_in().get("/office/kav/programmes/none").status_code == 404


def test_a_programme_is_told_as_deep_as_one_asks(signed_in):
    client = signed_in("manager")
    client.post(ADD, PUBLISH)

    pages = {depth: client.get(f"{PAGE}?depth={depth}") for depth in ("poster", "member", "manager", "else")}

    said = {depth: page.context["tellings"][0].sentences for depth, page in pages.items()}
    assert "₪10</span>\u2069 for every" in str(said["poster"][0][1])
    assert "is yours" in str(said["member"][0][1])
    assert said["else"] == said["member"]
    assert 'href="?depth=poster" id="tab-page-1" aria-current="true"' in pages["poster"].content.decode()
    assert 'href="?depth=manager&amp;version=1"' in client.get(f"{PAGE}?version=1").content.decode()


def test_the_draft_of_the_terms_warns_and_is_in_every_language_of_the_club(signed_in):
    client = signed_in("manager")
    client.post(ADD, PUBLISH)

    pages = {language: client.get(f"{PAGE}/terms?language={language}") for language in ("en", "he", "fa", "fr")}
    said = {language: page.content.decode() for language, page in pages.items()}

    assert "Draft for a lawyer" in said["en"] and 'lang="en" dir="ltr"' in said["en"]
    assert "טיוטה לעיון עורך דין" in said["he"] and 'class="mo-terms" lang="he" dir="rtl"' in said["he"]
    assert "پیش‌نویس برای بررسی وکیل" in said["fa"]
    assert 'class="mo-terms" lang="en"' in said["fr"]
    assert f'href="{PAGE}/terms"' in client.get(PAGE).content.decode()
    assert statuses(signed_in, f"{PAGE}/terms") == allowed("owner", "manager", "cashier", "auditor", "analyst")
    assert client.get("/office/kav/programmes/none/terms").status_code == 404
