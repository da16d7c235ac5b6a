"""What a document may say, and what is found wrong in it: one row a finding."""

import json

import pytest

from moadon.engine.rules import InvalidDocument, catalogue, check, parse
from moadon.kernel.refusals import Refused

DOCUMENT = """
format: moadon/programme/1
id: fashion
name: {en: Style club, he: מועדון סטייל, fa: باشگاه استایل}
currency: ILS
wallets:
  credit: {kind: credit, expires: {after: {months: 12}}}
  points: {kind: points, worth: "0.05"}
earn:
  - {id: base, type: linear, every: "100.00", give: "10.00", wallet: credit, basis: accumulated}
  - {id: monthly, type: targets, period: month, wallet: credit,
     steps: [{reach: "400", give: "40"}, {reach: "800", give: "100"}]}
  - {id: quarter, type: rate_by_value, period: quarter, wallet: credit,
     bands: [{from: "0", rate: "0.10"}, {from: "1000", rate: "0.15"}]}
  - {id: jeans, type: per_amount, amount: "1.00", give: "1", wallet: points, items: {category: [jeans]},
     when: {weekday: [sun]}, multiply: {channel: {web: "2"}}, pending: {days: 14},
     limits: {per_member: {amount: "500", period: month}}}
"""


def findings(document, languages=("en", "he", "fa")):
    with pytest.raises(InvalidDocument) as raised:
        parse(document, languages)
    assert all(catalogue().knows(finding.message.key) for finding in raised.value.findings)
    return {(finding.pointer, finding.code) for finding in raised.value.findings if finding.level == "error"}


def changed(old: str, new: str) -> str:
    assert DOCUMENT.count(old) >= 1, old
    return DOCUMENT.replace(old, new, 1)


def test_the_document_of_the_reference_is_good():
    assert check(parse(DOCUMENT)) == ()


def test_yaml_json_bytes_and_mapping_say_the_same():
    parsed = parse(DOCUMENT)
    plain = parsed.as_json()
    text = json.dumps(plain, ensure_ascii=False)
    assert parse(plain) == parse(text) == parse(text.encode()) == parse("\ufeff" + DOCUMENT) == parsed
    assert parse(json.dumps(plain)) == parsed


@pytest.mark.parametrize(
    ("old", "new", "pointer", "code"),
    [
        # the head
        ("format: moadon/programme/1", "", "/format", "missing"),
        ("format: moadon/programme/1", "format: moadon/programme/2", "/format", "wrong_format"),
        ("format: moadon/programme/1", "format: 1", "/format", "wrong_format"),
        ("id: fashion", "id: Fashion club", "/id", "not_an_id"),
        ("id: fashion", "id: ''", "/id", "not_an_id"),
        ("currency: ILS", "currency: NIS", "/currency", "unknown_currency"),
        ("currency: ILS", "currency: ils", "/currency", "unknown_currency"),
        ("currency: ILS", "currency: [ILS]", "/currency", "unknown_currency"),
        (", fa: باشگاه استایل", "", "/name/fa", "missing_language"),
        ("fa: باشگاه استایل", "fa: '  '", "/name/fa", "missing_language"),
        ("fa: باشگاه استایل", "ar: x", "/name/ar", "unknown_key"),
        ("name: {en: Style club, he: מועדון סטייל, fa: باشگاه استایل}", "name: Style", "/name", "not_a_mapping"),
        ("id: fashion", "id: fashion\ncolour: red", "/colour", "unknown_key"),
        # wallets
        ("kind: credit", "kind: gift", "/wallets/credit/kind", "not_in_this_version"),
        ("kind: credit", "kind: money", "/wallets/credit/kind", "unknown_value"),
        ("{kind: credit, ", "{", "/wallets/credit/kind", "missing"),
        ("months: 12", "months: 0", "/wallets/credit/expires/after/months", "out_of_range"),
        ("months: 12", "months: '12'", "/wallets/credit/expires/after/months", "not_whole"),
        ("months: 12", "months: 12, days: 3", "/wallets/credit/expires/after", "months_or_days"),
        ("months: 12", "years: 1", "/wallets/credit/expires/after/years", "unknown_key"),
        ('worth: "0.05"', "worth: 0", "/wallets/points/worth", "not_positive"),
        ('worth: "0.05"', 'worth: "0.00005"', "/wallets/points/worth", "too_many_decimals"),
        ('worth: "0.05"', 'worth: "1", decimals: 3', "/wallets/points/decimals", "out_of_range"),
        ("wallet: points", "wallet: point", "/earn/3/wallet", "unknown_wallet"),
        ("wallet: points", "wallet: [points]", "/earn/3/wallet", "not_text"),
        # earn
        ("id: monthly", "id: base", "/earn/1/id", "duplicate_id"),
        ("type: linear", "type: per_event", "/earn/0/event", "missing"),
        ("type: linear", "type: per_visit", "/earn/0/every", "unknown_key"),
        ("type: linear", "type: linaer", "/earn/0/type", "unknown_value"),
        ("type: linear, ", "", "/earn/0/type", "missing"),
        ('every: "100.00"', 'evry: "100.00"', "/earn/0/evry", "unknown_key"),
        ('every: "100.00"', 'evry: "100.00"', "/earn/0/every", "missing"),
        ('every: "100.00"', 'every: "0"', "/earn/0/every", "not_positive"),
        ('every: "100.00"', 'every: "-5"', "/earn/0/every", "not_positive"),
        ('every: "100.00"', 'every: "100.001"', "/earn/0/every", "too_many_decimals"),
        ('every: "100.00"', 'every: "1.000001"', "/earn/0/every", "too_many_decimals"),
        ('every: "100.00"', "every: .nan", "/earn/0/every", "not_a_number"),
        ('every: "100.00"', "every: .inf", "/earn/0/every", "not_a_number"),
        ('every: "100.00"', "every: 1e309", "/earn/0/every", "not_a_number"),
        ('every: "100.00"', "every: true", "/earn/0/every", "not_a_number"),
        ('every: "100.00"', "every: [100]", "/earn/0/every", "not_a_number"),
        ('every: "100.00"', "every: 9999999999999999", "/earn/0/every", "out_of_range"),
        ("basis: accumulated", "basis: monthly", "/earn/0/basis", "unknown_value"),
        ('give: "1", wallet', 'give: "1.5", wallet', "/earn/3/give", "too_many_decimals"),
        # ladders
        ('reach: "800"', 'reach: "400"', "/earn/1/steps/1/reach", "steps_equal"),
        ('reach: "800"', 'reach: "399.99"', "/earn/1/steps/1/reach", "steps_unordered"),
        ('give: "100"}', 'give: "39"}', "/earn/1/steps/1/give", "step_gives_less"),
        ('steps: [{reach: "400", give: "40"}, {reach: "800", give: "100"}]', "steps: []", "/earn/1/steps", "empty"),
        ("period: month, wallet", "period: moon, wallet", "/earn/1/period", "unknown_value"),
        ('from: "0"', 'from: "1"', "/earn/2/bands/0/from", "band_not_from_zero"),
        ('from: "1000"', 'from: "0"', "/earn/2/bands/1/from", "bands_equal"),
        ('from: "1000"', 'from: "-1"', "/earn/2/bands/1/from", "negative"),
        ('rate: "0.15"', 'rate: "1.5"', "/earn/2/bands/1/rate", "rate_above_one"),
        ('rate: "0.15"', 'rate: "0.05"', "/earn/2/bands/1/rate", "rate_falls"),
        ('rate: "0.15"', 'rate: "0.12345"', "/earn/2/bands/1/rate", "too_many_decimals"),
        # circumstances
        ("weekday: [sun]", "weekday: [sonday]", "/earn/3/when/weekday/0", "unknown_weekday"),
        ("weekday: [sun]", "weekday: sun", "/earn/3/when/weekday", "not_a_list"),
        ("weekday: [sun]", "weekday: []", "/earn/3/when/weekday", "empty"),
        ("weekday: [sun]", "hour: ['10:00']", "/earn/3/when/hour", "empty"),
        ("weekday: [sun]", "hour: ['10:00', '10:00']", "/earn/3/when", "not_an_hour"),
        ("weekday: [sun]", "hour: ['10:00', '25:00']", "/earn/3/when/hour/1", "not_an_hour"),
        ("weekday: [sun]", "hour: ['1000', '14:00']", "/earn/3/when/hour/0", "not_an_hour"),
        ("weekday: [sun]", "", "/earn/3/when", "empty"),
        ("weekday: [sun]", "coupon: 5", "/earn/3/when/coupon", "not_a_list"),
        ("weekday: [sun]", "birthday_within: {days: 183}", "/earn/3/when/birthday_within/days", "out_of_range"),
        ("weekday: [sun]", "weather: [rain]", "/earn/3/when/weather", "unknown_key"),
        ("items: {category: [jeans]}", "items: {}", "/earn/3/items", "empty"),
        ("items: {category: [jeans]}", "items: {category: [7]}", "/earn/3/items/category/0", "not_text"),
        ("weekday: [sun]", "dates: [2026-02-30, 2026-03-01]", "/earn/3/when/dates/0", "not_a_day"),
        ("weekday: [sun]", "dates: [2026-W10-1, 2026-12-31]", "/earn/3/when/dates/0", "not_a_day"),
        ("weekday: [sun]", "dates: ['20260301', 2026-12-31]", "/earn/3/when/dates/0", "not_a_day"),
        ("weekday: [sun]", "dates: [2026-03-01, 10000-01-01]", "/earn/3/when/dates/1", "not_a_day"),
        ("weekday: [sun]", "dates: [2026-03-02, 2026-03-01]", "/earn/3/when", "dates_unordered"),
        ('{channel: {web: "2"}}', "{tier: {gold: '2'}}", "/earn/3/multiply/tier/gold", "unknown_level"),
        ('{channel: {web: "2"}}', "{channel: {web: '0'}}", "/earn/3/multiply/channel/web", "not_positive"),
        ('{channel: {web: "2"}}', "{channel: {web: '101'}}", "/earn/3/multiply/channel/web", "out_of_range"),
        ('{channel: {web: "2"}}', "{weekday: {someday: '2'}}", "/earn/3/multiply/weekday/someday", "unknown_weekday"),
        ('{channel: {web: "2"}}', "{hour: {'10-14': '2'}}", "/earn/3/multiply/hour/10-14", "not_an_hour"),
        ("pending: {days: 14}", "pending: {until: delivered}", "/earn/3/pending/until", "unknown_key"),
        ("pending: {days: 14}", "for: {tier: [gold]}", "/earn/3/for/tier/0", "unknown_level"),
        ('amount: "500", period', "period", "/earn/3/limits/per_member", "empty"),
        ('amount: "500", period: month', 'amount: "500"', "/earn/3/limits/per_member/period", "missing"),
        ('amount: "500"', 'amount: "0.5"', "/earn/3/limits/per_member/amount", "too_many_decimals"),
        ("per_member: {", "budget: {", "/earn/3/limits/budget", "not_a_number"),
        ("limits: {per_member", "limits: {budget: '1.5', per_member", "/earn/3/limits/budget", "too_many_decimals"),
        ("period: month,", "period: month, limits: {per_receipt: {amount: 5}},", "/earn/1/limits", "not_for_targets"),
        ("period: month,", "period: month, multiply: {weekday: {sun: 2}},", "/earn/1/multiply/weekday",
         "not_for_targets"),
        ("currency: ILS", "currency: IRR", "/earn/0/every", None),
    ],
)  # fmt: skip
def test_everything_wrong_is_named_with_its_place(old, new, pointer, code):
    if code is None:  # rial has no decimals, but "100.00" has none that count
        assert parse(changed(old, new)).currency == "IRR"
        return
    assert (pointer, code) in findings(changed(old, new))


@pytest.mark.parametrize(
    ("promotion", "pointer", "code"),
    [
        ("get: {kind: percent, valu: '0.1'}", "/get/valu", "unknown_key"),
        ("get: {kind: percnt, value: '0.1'}", "/get/kind", "unknown_value"),
        ("get: {value: '0.1'}", "/get/kind", "missing"),
        ("get: {kind: percent, value: '1.1'}", "/get/value", "rate_above_one"),
        ("get: {kind: percent, value: '0'}", "/get/value", "not_positive"),
        ("get: {kind: amount, value: '1.005', on: basket}", "/get/value", "too_many_decimals"),
        ("get: {kind: fixed_price, value: '9.90'}", "/items", "items_needed"),
        ("items: {sku: [A]}, get: {kind: percent, value: '0.1', on: basket}", "/items", "items_and_basket"),
        ("items: {sku: [A]}, get: {kind: gift, sku: A}", "", "items_of_its_own"),
        ("get: {kind: gift}", "/get", "just_one"),
        ("get: {kind: gift, sku: A, of: {sku: [B]}}", "/get", "just_one"),
        ("get: {kind: buy_get, buy: 2, get: 1}", "/get", "just_one"),
        ("get: {kind: buy_get, buy: 0, get: 1, percent: 1}", "/get/buy", "out_of_range"),
        ("get: {kind: steps, steps: []}", "/get/steps", "empty"),
        ("get: {kind: steps, steps: [{from: 1, value: 1, percent: '0.1'}]}", "/get/steps/0", "just_one"),
        ("get: {kind: steps, steps: [{from: 5, value: 1}, {from: 5, value: 2}]}", "/get/steps/1/from", "steps_equal"),
        ("get: {kind: steps, steps: [{from: 5, value: 2}, {from: 6, value: 1}]}", "/get/steps/1/value",
         "step_gives_less"),
        ("get: {kind: bundle_price, price: 1, of: [{items: {}}]}", "/get/of/0/items", "empty"),
        ("group: best, get: {kind: percent, value: '0.1'}", "/group", "unknown_group"),
        ("not_with: [nobody], get: {kind: percent, value: '0.1'}", "/not_with/0", "unknown_promotion"),
        ("not_with: [p], get: {kind: percent, value: '0.1'}", "/not_with", "not_with_itself"),
        ("for: {}, get: {kind: percent, value: '0.1'}", "/for", "empty"),
        ("for: {member: [me]}, get: {kind: percent, value: '0.1'}", "/for/member/0", "not_an_id"),
        ("when: {coupon: []}, get: {kind: percent, value: '0.1'}", "/when/coupon", "empty"),
        ("limits: {per_receipt: {}}, get: {kind: percent, value: '0.1'}", "/limits/per_receipt", "empty"),
        ("priority: 1001, get: {kind: percent, value: '0.1'}", "/priority", "out_of_range"),
    ],
)  # fmt: skip
def test_everything_wrong_with_a_promotion_is_named_with_its_place(promotion, pointer, code):
    written = f"{DOCUMENT}promotions:\n  - {{id: p, {promotion}}}\n"
    assert (f"/promotions/0{pointer}", code) in findings(written)


@pytest.mark.parametrize(
    ("margin", "pointer", "code"),
    [
        ("{floor: 2}", "/margin/floor", "rate_above_one"),
        ("[{floor: '0.1'}, {floor: x}]", "/margin/1/floor", "not_a_number"),
        ("{of: basket}", "/margin/floor", "missing"),
        ("{floor: '0.1', of: shop}", "/margin/of", "unknown_value"),
    ],
)
def test_a_margin_may_stand_alone_or_in_a_list(margin, pointer, code):
    assert (pointer, code) in findings(f"{DOCUMENT}margin: {margin}\n")


def test_rules_and_promotions_share_their_ids():
    same = DOCUMENT + "promotions: [{id: base, get: {kind: percent, value: '0.1'}}]\n"
    assert findings(same) == {("/promotions/0/id", "duplicate_id")}


def test_a_programme_must_give_something():
    head = DOCUMENT[: DOCUMENT.index("earn:")]
    assert findings(head) == {("", "gives_nothing")}
    assert parse(head + "promotions: [{id: p, get: {kind: percent, value: '0.1'}}]\n").earn == []


@pytest.mark.parametrize("event", ["referred", "friend_joined", "friend_bought_first"])
def test_a_friend_who_bought_nothing_is_worth_money_only_with_a_warning(event: str) -> None:
    earn = "  - {id: friend, type: per_event, event: %s, give: '50', wallet: %s}\n"
    warned = set() if event == "friend_bought_first" else {("/earn/0/event", "friend_bought_nothing")}
    for wallet in ("points", "credit"):
        document = parse(DOCUMENT.replace("earn:\n", "earn:\n" + earn % (event, wallet), 1))
        assert {(found.pointer, found.code) for found in check(document)} == warned


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [("evry", "every"), ("giv", "give"), ("walet", "wallet"), ("basi", "basis")],
)
def test_a_misspelt_key_is_told_what_was_meant(wrong, meant):
    with pytest.raises(InvalidDocument) as raised:
        parse(changed(f"{meant}:", f"{wrong}:") if meant != "basis" else changed("basis:", "basi:"))
    found = next(finding for finding in raised.value.findings if finding.code == "unknown_key")
    assert found.message.params["meant"] == meant
    assert found.message.key == "finding.unknown_key.meant"


@pytest.mark.parametrize(
    ("old", "new", "pointer", "code"),
    [
        (', worth: "0.05"', "", "/wallets/points", "worth_missing"),
        ('give: "100"}', 'give: "801"}', "/earn/1/steps/1/give", "gives_more_than_it_takes"),
        ('give: "10.00"', 'give: "100.01"', "/earn/0/give", "gives_more_than_it_takes"),
        ('give: "1", wallet', 'give: "21", wallet', "/earn/3/give", "gives_more_than_it_takes"),
        ('give: "100"}', 'give: "40"}', "/earn/1/steps/1/give", "step_adds_nothing"),
        ("wallets:\n", "wallets:\n  spare: {kind: credit}\n", "/wallets/spare", "wallet_unused"),
    ],
)
def test_what_deserves_a_second_look_is_a_warning_and_no_error(old, new, pointer, code):
    warnings = check(parse(changed(old, new)))
    assert all(catalogue().knows(finding.message.key) for finding in warnings)
    assert [(finding.level, finding.pointer, finding.code) for finding in warnings] == [("warning", pointer, code)]


def test_points_worth_exactly_what_is_paid_are_no_warning():
    assert check(parse(changed('give: "1", wallet', 'give: "20", wallet'))) == ()


def test_names_of_wallets_and_rules_need_every_language_too():
    document = changed("{kind: credit, ", "{kind: credit, name: {en: Credit}, ").replace(
        "{id: base, ", "{id: base, name: {en: Base, he: בסיס}, "
    )
    assert findings(document) == {
        ("/wallets/credit/name/he", "missing_language"),
        ("/wallets/credit/name/fa", "missing_language"),
        ("/earn/0/name/fa", "missing_language"),
    }
    assert parse(document, languages=("en",)).wallets["credit"].name.en == "Credit"


def test_a_club_of_one_language_needs_no_other():
    document = changed("{en: Style club, he: מועדון סטייל, fa: باشگاه استایل}", "{he: סטייל}")
    assert parse(document, languages=("he",)).name.he == "סטייל"


def test_persian_digits_are_numbers_and_kept_as_plain_ones():
    parsed = parse(changed('every: "100.00"', 'every: "۱۰۰٫۵"'))
    assert parsed.as_json()["earn"][0]["every"] == "100.5"


def test_unquoted_numbers_and_hours_mean_what_they_look_like():
    parsed = parse(changed("weekday: [sun]", "hour: [10:00, 14:30]").replace('"0.10"', "0.10"))
    assert parsed.earn[3].when.hour == ["10:00", "14:30"]
    assert parsed.earn[2].bands[0].rate == "0.10"


def test_an_invalid_document_is_a_refusal_that_counts_its_errors():
    with pytest.raises(Refused) as raised:
        parse(changed("currency: ILS", "currency: NIS"))
    assert (raised.value.code, raised.value.params["n"], raised.value.status) == ("invalid_document", 1, 422)
