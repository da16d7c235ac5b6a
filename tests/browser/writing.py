"""The editor of a programme in a browser: opening it, adding parts by clicking, and waiting until it has judged."""

from typing import Any


class Writing:
    """The editor in a window; parts are named by their JSON pointers, as the page does."""

    def __init__(self, window: Any, site: str) -> None:
        self.window = window
        self.page = window.page
        self.site = site

    def opens(self, path: str, width: int = 1280, height: int = 900) -> "Writing":
        """The editor at `path` under the programmes of kav, once it can be used."""
        self.window.goes(f"{self.site}/office/kav/programmes/{path}", width, height)
        self.page.wait_for_selector("[data-editor][data-ready]")
        return self

    def adds(self, section: str, kind: int | None = None) -> str:
        """Adds a part to a section by its button, the `kind`th of those that are asked about; its pointer."""
        before = self.cards(section)
        self.page.click(f"#add-{section}")
        if kind is not None:
            self.page.locator(f"#kinds-{section} li button").nth(kind).click()
        self.drawn()
        (added,) = set(self.cards(section)) - set(before)
        return added

    def cards(self, section: str) -> list[str]:
        """The pointers of the parts of a section, in their order."""
        found: list[str] = self.page.evaluate(
            "(list) => [...document.querySelectorAll(`[data-list='${list}'] > [data-card]`)].map((o) => o.dataset.card)",
            f"/{section}",
        )
        return found

    def begun(self, section: str) -> list[Any]:
        """What each kind of part that a section asks about begins with; nothing where it does not ask."""
        found: list[Any] = self.page.evaluate(
            "(id) => [...document.querySelectorAll(`#${id} li button`)].map((one) => JSON.parse(one.dataset.value))",
            f"kinds-{section}",
        )
        return found

    def drawn(self) -> None:
        """Until the page shows what the last press or choice has changed."""
        self.page.wait_for_selector("[data-board]:not([aria-busy])")

    def opens_card(self, card: str) -> None:
        """Shows the fields of a card."""
        self.page.click(f"[id='at{card}-open']")
        self.page.wait_for_selector(f"[data-card='{card}'] .mo-partbody")

    def chooses(self, within: str, at: str) -> None:
        """Adds what is not there yet from a menu of the part that `within` selects, by where it will stand."""
        wanted = self.page.locator(f"{within} [data-do='put'][data-at='{at}']")
        wanted.locator("xpath=ancestor::details[1]/summary").click()
        wanted.click()
        self.drawn()
        assert self.page.locator(f"[data-do='remove'][data-at='{at}']").count()

    def field(self, at: str) -> Any:
        """The field of a value."""
        return self.page.locator(f"[id='at{at}']")

    def types(self, at: str, text: str) -> None:
        """Types a value in place of what stands there."""
        self.field(at).fill(text)

    def picks(self, at: str, *codes: str) -> None:
        """Types codes into a list of them, each taken by Enter."""
        for code in codes:
            self.field(at).fill(code)
            self.field(at).press("Enter")
            self.drawn()
        self.field(at).blur()

    def judged(self) -> None:
        """Until the newest change has been judged: what is wrong and what is said are on the page."""
        self.page.wait_for_timeout(350)
        self.page.wait_for_load_state("networkidle")

    def kept(self, floor: Any, code: str) -> str:
        """What is kept of a programme: its draft, as the books have it."""
        from moadon.apps.programmes import queries
        from moadon.store import club_transaction

        with club_transaction(floor.club.id):
            return str(queries.programmes(floor.club).filter(code=code).values_list("draft", flat=True).first())

    def wrong(self) -> str:
        """What keeps the document from going live, as the page says it."""
        return str(self.page.locator("[data-findings]").inner_text())

    def says(self, card: str) -> str:
        """The live sentences of a card."""
        return str(self.page.locator(f"[data-say='{card}']").inner_text())
