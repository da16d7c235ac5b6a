"""T: who comes in by what, who sees what, and who did it. Driven by a browser's forms over HTTP, and by commands."""

import json
import re
from collections.abc import Callable

import httpx

from tests.interfaces.office.phone import shows
from tests.missions.conftest import Outside
from tests.platform.running import until

Make = Callable[..., Outside]


def browser_of(club: Outside) -> httpx.Client:
    """A browser without cookies, which keeps no line open."""
    lines = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(base_url=club.server.url, follow_redirects=True, timeout=60, limits=lines)


class Person:
    """Somebody with a browser: forms with their token, addresses of the club."""

    def __init__(self, club: Outside, name: str, role: str) -> None:
        words = ("user", "create", name, "--club", club.slug, "--role", role, "--format", "json")
        self.password = json.loads(club.command(*words))["password"]
        self.club, self.name = club, name
        self.browser = browser_of(club)

    def sees(self, place: str, status: int = 200) -> str:
        """A page below the office, as text."""
        answer = self.browser.get(f"/office/{place.format(club=self.club.slug)}")
        assert answer.status_code == status, f"{answer.url} {answer.text[:300]}\n{self.club.server.complaints()}"
        return answer.text

    def sends(self, place: str, **typed: object) -> httpx.Response:
        """A form of that page, filled in."""
        where = f"/office/{place.format(club=self.club.slug)}"
        self.browser.get("/office/sign-in")
        token = self.browser.cookies["csrftoken"]
        return self.browser.post(where, data={**typed, "csrfmiddlewaretoken": token})

    def comes_in(self) -> httpx.Response:
        """Name and password at the door."""
        return self.sends("sign-in", name=self.name, password=self.password)


def test_t3_an_owner_asks_managers_for_a_second_factor_and_the_log_tells(outside: Make) -> None:
    club = outside()
    owner, manager = Person(club, f"o-{club.slug}", "owner"), Person(club, f"m-{club.slug}", "manager")
    owner.comes_in()
    now = {"name": "Club", "brand_colour": "#0b5f7a", "languages": ["en", "he", "fa"], "time_zone": "Asia/Jerusalem"}
    kept = {
        "unknown_sku": "take",
        "spent_before_return": "arrears",
        "stopped_receipts": "refuse",
        "future_minutes": "15",
        "cohort": "month",
        "voucher_tax": "multi_purpose",
    }
    owner.sends("{club}/settings/", **now, **kept, second_factor=["manager"])

    manager.comes_in()
    # Other web processes know of it within five seconds.
    until(lambda: "Second factor" in manager.browser.get("/office/").text)
    secret = re.search(r"[A-Z2-7]{32}", manager.sees("second-factor-app"))
    assert secret is not None
    codes = manager.sends("second-factor-app", code=shows(secret.group())).text
    assert len(re.findall(r"\b\d{8}\b", codes)) == 10
    assert manager.sees("{club}/members/")

    manager.browser.cookies.clear()
    assert "The second step" in manager.comes_in().text
    manager.sends("second-step", code=shows(secret.group(), later=1))
    assert manager.sees("{club}/members/")

    log = owner.sees("{club}/audit/")
    for deed in ("Second factor added", "Settings of the club edited", "Signed in"):
        assert deed in log


def test_t3_each_role_sees_and_does_what_is_its_own(outside: Make) -> None:
    club = outside()
    club.told("POST", "/members", {"phone": "052-555-0142", "first_name": "Roxana"}, 201)
    people = {role: Person(club, f"{role}-{club.slug}", role) for role in ("manager", "cashier", "auditor", "analyst")}
    for person in people.values():
        person.comes_in()

    seen = {role: "Roxana" in person.sees("{club}/members/") for role, person in people.items()}
    writing = {role: person.sends("{club}/members/add", phone="050-1").status_code for role, person in people.items()}
    log = {role: person.browser.get(f"/office/{club.slug}/audit/").status_code for role, person in people.items()}

    assert seen == {"manager": True, "cashier": True, "auditor": True, "analyst": False}
    assert writing == {"manager": 422, "cashier": 422, "auditor": 403, "analyst": 403}
    assert log == {"manager": 200, "cashier": 403, "auditor": 200, "analyst": 403}


def test_t3_a_key_for_figures_tells_nothing_of_people_and_one_for_a_system_runs_no_club(outside: Make) -> None:
    club = outside()
    member = club.told("POST", "/members", {"phone": "052-555-0142", "first_name": "Roxana"}, 201)
    made = {
        scope: club.command("key", "create", "--club", club.slug, "--scope", scope).strip()
        for scope in ("figures", "integration")
    }

    told = club.call("GET", f"/members/{member['id']}", key=made["figures"]).json()

    assert (told["first_name"], told["phone"], told["id"]) == ("", None, member["id"])
    assert club.call("GET", "/members?q=Roxana", key=made["figures"]).status_code == 403
    assert club.call("POST", "/products", {"sku": "S9"}, key=made["integration"]).status_code == 201
    assert club.call("GET", "/keys", key=made["integration"]).status_code == 403


def test_t3_a_device_that_was_lost_is_signed_out_from_another(outside: Make) -> None:
    club = outside()
    dana = Person(club, f"d-{club.slug}", "owner")
    dana.comes_in()
    lost, dana.browser = dana.browser, browser_of(club)
    dana.comes_in()

    dana.sends("{club}/me/end")

    assert str(lost.get(f"/office/{club.slug}/members/").url).endswith("members%2F")
    assert dana.sees("{club}/members/")
