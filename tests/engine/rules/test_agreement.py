"""The draft of the club's terms comes from the programme that runs, and says that it is a draft (C7)."""

import re

import pytest

from moadon.engine.rules import explain
from moadon.engine.rules.explain.agreement import Party, agreement
from moadon.kernel.shapes import Shapes
from tests.engine.promotions.board import programme

SPEAKERS = {language: Shapes(language, "ILS", "gregorian", "Asia/Jerusalem") for language in ("en", "he", "fa")}
MORE = (
    "wallets: {credit: {kind: credit, expires: {after: {months: 12}}}, points: {kind: points, worth: '0.05',"
    " name: {en: Stars, he: כוכבים, fa: ستاره}}}\n"
    "earn: [{id: base, type: linear, every: '100', give: '10', wallet: credit}]\n"
    "limits: {wallets: {credit: {per_receipt: {amount: '90'}}}}\n"
)
CLUB = programme(
    "{id: jeans, items: {category: [jeans]}, get: {kind: percent, value: '0.2'}, when: {weekday: [sun]}}",
    "{id: mine, for: {member: [mbr_1]}, get: {kind: percent, value: '0.9', on: basket}}",
    more=MORE,
)
HERE = Party("Kav", "IL", ("en", "he", "fa"))


def clauses(language: str = "en", party: Party = HERE, of: object = CLUB) -> dict[str, list[str]]:
    """The texts of every section by its title."""
    drafted = agreement(of, party, SPEAKERS[language], 3)
    return {section.title: [clause.text for clause in section.clauses] for section in drafted.sections}


def test_the_terms_say_what_the_programme_says_to_members():
    said = {one.subject: one.text for one in explain(CLUB, SPEAKERS["en"])}
    told = clauses()
    assert told["What purchases and deeds earn"][:2] == [said["base"], said["club"]]
    assert told["Promotions"][0] == said["jeans"] == "20% off jeans. Only on Sunday."
    assert told["How much at most"] == [next(one.text for one in explain(CLUB, SPEAKERS["en"]) if one.kind == "limit")]
    assert told["Using points and credit, and until when"][:2] == [
        f"Credit: {next(one.text for one in explain(CLUB, SPEAKERS['en']) if one.kind == 'wallet')}",
        f"Stars: {said['points']}",
    ]


def test_a_personal_offer_is_not_for_everybody_to_read():
    assert not any("90%" in text for texts in clauses().values() for text in texts)


@pytest.mark.parametrize("language", SPEAKERS)
def test_every_draft_warns_and_counts_its_clauses(language):
    drafted = agreement(CLUB, HERE, SPEAKERS[language], 3)
    digits = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
    assert [int(section.number.translate(digits)) for section in drafted.sections] == list(range(1, 11))
    for n, section in enumerate(drafted.sections, 1):
        numbers = [re.split(r"[.-]", clause.number.translate(digits)) for clause in section.clauses]
        assert numbers == [[str(n), str(m)] for m in range(1, len(numbers) + 1)]
    text = drafted.markdown()
    assert text.split("\n\n")[1] == f"> **{drafted.warning}**"
    assert {"en": "lawyer", "he": "עורך דין", "fa": "وکیل"}[language] in drafted.warning
    assert "{" not in text


def test_notice_of_a_change_is_what_the_law_of_the_club_asks():
    israel = clauses()["Changes and notice"]
    elsewhere = clauses(party=Party("Kav", "IR", ("fa",)))["Changes and notice"]
    assert "at least 3 months before" in israel[1]
    assert "at least [30] days before" in elsewhere[1]


def test_languages_are_named_where_there_are_several():
    assert "English, Hebrew and Persian" in clauses()["Law and questions"][-1]
    assert len(clauses(party=Party("Kav", "IL", ("he",)))["Law and questions"]) == 2


def test_a_programme_of_prices_alone_says_so_and_has_no_words_on_wallets():
    told = clauses(of=programme("{get: {kind: percent, value: '0.1', on: basket}}"))
    assert told["What purchases and deeds earn"] == [
        "Purchases earn nothing by this programme; it gives better prices."
    ]
    assert "Using points and credit, and until when" not in told


def test_what_a_manager_wrote_is_no_markup():
    drafted = agreement(CLUB, Party("# Kav <b>*x*", "IL", ("en",)), SPEAKERS["en"])
    assert drafted.markdown().startswith("# Terms of \\# Kav \\<b\\>\\*x\\*: Club\n")
    assert "not published" in drafted.warning
