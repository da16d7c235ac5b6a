"""A key that is bound to one branch: what it may do there, and nothing of the whole club."""

from dataclasses import replace

import pytest

from tests.interfaces.api.shop import BROUGHT_BACK_AT, SOLD_AT, Shop


class TestAKeyOfOneBranch:
    def test_writes_for_its_own_branch(self, shop: Shop) -> None:
        assert shop.post("receipts", shop.sale(), by="till").status_code == 201

    def test_is_refused_for_another(self, shop: Shop) -> None:
        response = shop.post("receipts", shop.sale(), by="other till")

        assert (response.status_code, response.json()["code"]) == (403, "other_branch")
        assert response.json()["errors"][0]["field"] == "branch"

    def test_needs_not_say_which(self, shop: Shop) -> None:
        sale = shop.sale()
        del sale["branch"]

        receipt = shop.post("receipts", sale, by="till").json()["id"]

        assert shop.get(f"receipts/{receipt}")["branch"] == "tlv"

    def test_is_refused_one_by_one_in_a_batch(self, shop: Shop) -> None:
        sales = {"receipts": [shop.sale(branch="jer", employee=None), shop.sale()]}

        results = shop.post("receipts/batch", sales, by="other till").json()["results"]

        assert [one["status"] for one in results] == [201, 403]

    def test_takes_back_here_what_was_sold_elsewhere(self, shop: Shop) -> None:
        sold = shop.post("receipts", shop.sale(), by="till").json()["id"]
        body = {"number": "r1", "at": BROUGHT_BACK_AT}

        back = shop.post(f"receipts/{sold}/returns", body, by="other till").json()["id"]

        assert shop.get(f"receipts/{back}")["branch"] == "jer"

    def test_cancels_its_own_alone(self, shop: Shop) -> None:
        sold = shop.post("receipts", shop.sale(), by="till").json()["id"]

        refused = shop.post(f"receipts/{sold}/cancel", by="other till")
        done = shop.post(f"receipts/{sold}/cancel", by="till")

        assert (refused.status_code, done.status_code) == (403, 201)

    def test_cancels_nothing_that_is_of_no_branch(self, shop: Shop) -> None:
        sold = shop.post("receipts", shop.sale(branch=None, employee=None)).json()["id"]

        assert shop.post(f"receipts/{sold}/cancel", by="till").json()["code"] == "other_branch"

    def test_moves_no_member_to_another(self, shop: Shop) -> None:
        member = shop.member()["id"]

        refused = shop.call("PATCH", f"members/{member}", {"branch": "jer"}, by="till")
        done = shop.call("PATCH", f"members/{member}", {"branch": "tlv"}, by="till")

        assert (refused.status_code, refused.json()["code"], done.json()["branch"]) == (403, "other_branch", "tlv")

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("keys", {"scope": "all"}),
            ("branches", {"code": "haifa", "name": "Haifa"}),
            ("employees", {"code": "e18", "name": "Tal", "branch": "jer"}),
            ("products", {"sku": "S"}),
            ("programmes", {"format": "moadon/programme/1", "id": "second"}),
        ],
    )
    def test_changes_nothing_of_the_whole_club_whatever_its_scope(
        self, shop: Shop, path: str, body: dict[str, str]
    ) -> None:
        bound = _bound(shop, "all")

        response = bound.post(path, body, by="bound")

        assert (response.status_code, response.json()["code"]) == (403, "of_the_club")
        assert "tlv" in response.json()["detail"]

    @pytest.mark.parametrize("path", ["reports/club-summary?{}", "reports/value-segments?{}", "kpis?{}&by=employee"])
    def test_is_told_no_report_of_the_whole_club(self, shop: Shop, path: str) -> None:
        span = "from=2026-11-01&to=2026-11-30"

        response = _bound(shop, "read").call("GET", path.format(span), by="bound")

        assert (response.status_code, response.json()["code"]) == (403, "of_the_club")

    def test_is_told_its_own_figures(self, shop: Shop) -> None:
        day = SOLD_AT.date().isoformat()
        for branch, price in (("tlv", "100.00"), ("jer", "900.00")):
            shop.post("receipts", shop.sale(price, branch=branch, employee=None))
        bound, span = _bound(shop, "read"), f"from={day}&to={day}"

        own = bound.get(f"kpis?{span}", by="bound")
        split = bound.get(f"kpis?{span}&by=branch", by="bound")

        turnover = next(kpi for kpi in own["kpis"] if kpi["id"] == "turnover")
        assert (turnover["value"], turnover["rows"], own["by"]) == ("100.00", [], None)
        assert "900.00" not in str(own) + str(split)
        assert {row["key"] for kpi in split["kpis"] for row in kpi["rows"]} == {"tlv"}

    def test_signs_up_members_for_its_own(self, shop: Shop) -> None:
        made = shop.post("members", {"phone": "052-555-9002"}, by="till").json()
        refused = shop.post("members", {"phone": "052-555-9003", "branch": "jer"}, by="till")

        assert made["branch"] == "tlv"
        assert refused.json()["code"] == "other_branch"


def _bound(shop: Shop, scope: str) -> Shop:
    """The shop with one key more, `bound`: of the branch tlv, with this scope."""
    key = shop.post("keys", {"scope": scope, "branch": "tlv"}).json()["key"]
    return replace(shop, keys=shop.keys | {"bound": key})
