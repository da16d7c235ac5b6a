"""D1 to D3, D11, D12: the published programme tables, row by row, through the API and the night."""

from collections.abc import Callable

from tests.missions.conftest import Outside

LINEAR = '{id: base, type: linear, every: "100", give: "10", wallet: credit, basis: accumulated}'
TARGETS = (
    '{id: monthly, type: targets, period: month, wallet: credit, steps: [{reach: "400", give: "40"}, '
    '{reach: "800", give: "100"}, {reach: "1200", give: "180"}, {reach: "1600", give: "280"}]}'
)
RATES = (
    "{id: quarter, type: rate_by_value, period: quarter, wallet: credit, method: whole, bands: ["
    '{from: "0", rate: "0.10"}, {from: "1000", rate: "0.15"}, {from: "2000", rate: "0.20"}, '
    '{from: "3000", rate: "0.25"}]}'
)
Make = Callable[[], Outside]


def test_d1_spend_a_hundred_and_get_ten_in_one_purchase_or_many(outside: Make) -> None:
    club = outside()
    club.publish(LINEAR)
    for i, (bought, credit) in enumerate(
        [("99.99", "0.00"), ("100", "10.00"), ("500", "50.00"), ("1000", "100.00"), ("2000", "200.00")]
    ):
        member = club.member(f"052-555-01{i:02}")
        club.buy(member, bought)
        assert club.balance(member) == credit, bought
    often = club.member("052-555-0199")
    for _ in range(5):
        club.buy(often, "60")
    assert club.balance(often) == "30.00"


def test_d2_monthly_targets_are_paid_when_the_month_is_over(outside: Make) -> None:
    club = outside()
    club.publish(TARGETS)
    rows = [("399.99", "0.00"), ("400", "40.00"), ("800", "100.00"), ("1200", "180.00"), ("1600", "280.00")]
    members = {bought: club.member(f"052-555-01{i:02}") for i, (bought, _) in enumerate(rows)}
    for bought, member in members.items():
        club.buy(member, bought, at="2026-10-31T23:30:00+02:00")
        assert club.balance(member) == "0.00"
    club.night("2026-11-01T00:10:00+02:00")
    assert {bought: club.balance(member) for bought, member in members.items()} == dict(rows)


def test_d2_a_late_receipt_and_a_return_correct_the_target_that_was_paid(outside: Make) -> None:
    club = outside()
    club.publish(TARGETS)
    member = club.member()
    sale = club.buy(member, "500")
    club.night("2026-11-01T00:10:00+02:00")
    assert club.balance(member) == "40.00"
    club.buy(member, "300", at="2026-10-31T20:00:00+02:00")
    assert club.balance(member) == "100.00"
    club.told("POST", f"/receipts/{sale['id']}/returns", {"number": "R1", "at": "2026-11-02T12:00:00+02:00"}, 201)
    assert club.balance(member) == "0.00"


def test_d3_the_rate_of_the_band_reached_counts_for_the_whole_quarter(outside: Make) -> None:
    club = outside()
    club.publish(RATES)
    member = club.member()
    for bought, credit in [("900", "90.00"), ("100", "150.00"), ("1000", "400.00"), ("1000", "750.00")]:
        club.buy(member, bought)
        assert club.balance(member) == credit


def test_d3_each_band_has_its_own_rate_where_that_is_set(outside: Make) -> None:
    club = outside()
    club.publish(RATES.replace("whole", "within"))
    member = club.member()
    for bought, credit in [("900", "90.00"), ("200", "115.00"), ("1000", "270.00"), ("1000", "475.00")]:
        club.buy(member, bought)
        assert club.balance(member) == credit


POINTS = (
    '{id: jeans, type: per_amount, amount: "1.00", give: "3", wallet: points, items: {category: [jeans]}, '
    'when: {weekday: [sun], hour: ["10:00", "14:00"]}}'
)


def test_d11_a_programme_tells_itself_in_plain_words(outside: Make) -> None:
    club = outside()
    wallets = "{credit: {kind: credit, expires: {after: {months: 12}}}, points: {kind: points, worth: '0.05'}}"
    club.publish(
        LINEAR,
        TARGETS,
        RATES,
        RATES.replace("quarter,", "parts,", 1).replace("whole", "within"),
        POINTS,
        wallets=wallets,
    )
    said = {
        "en": {"base": "100", "monthly": "1,600", "quarter": "25%", "parts": "25%", "jeans": "Sunday"},
        "he": {"base": "100", "monthly": "1,600", "quarter": "25%", "parts": "25%", "jeans": "ראשון"},
        "fa": {
            "base": "۱۰۰",
            "monthly": "۱٬۶۰۰",
            "quarter": "۲۵\u00a0درصد",
            "parts": "۲۵\u00a0درصد",
            "jeans": "یکشنبه",
        },
    }
    for language, rules in said.items():
        told = club.command("programme", "explain", "club", "--club", club.slug, "--language", language)
        lines = dict(line.split(": ", 1) for line in told.splitlines())
        assert {rule: words for rule, words in rules.items() if words not in lines[rule]} == {}, told
        assert lines["quarter"] != lines["parts"]


def test_d12_every_award_names_its_rule_and_version(outside: Make) -> None:
    club = outside()
    club.publish(LINEAR)
    member = club.member()
    first = club.buy(member, "100")
    assert [(a["rule"], a["programme"], a["version"]) for a in first["awards"]] == [("base", "club", 1)]
    versions = club.told("GET", "/programmes/club/versions")
    assert [version["number"] for version in versions["items"]] == [1]
