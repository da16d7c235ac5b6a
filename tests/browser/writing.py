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
        cards = self.page.locator(f"[data-list='/{section}'] > [data-card]")
        before = {one.get_attribute("data-card") for one in cards.all()}
        self.page.click(f"#add-{section}")
        if kind is not None:
            self.page.locator(f"#kinds-{section} li button").nth(kind).click()
        self.page.wait_for_function(
            "([list, n]) => document.querySelectorAll(`[data-list='${list}'] > [data-card]`).length > n",
            arg=[f"/{section}", len(before)],
        )
        return next(one for card in cards.all() if (one := card.get_attribute("data-card")) not in before)

    def kinds(self, section: str) -> int:
        """How many kinds of part a section asks about."""
        return int(self.page.locator(f"#kinds-{section} li button").count())

    def opens_card(self, card: str) -> None:
        """Shows the fields of a card."""
        self.page.click(f"[id='at{card}-open']")
        self.page.wait_for_selector(f"[data-card='{card}'] .mo-partbody")

    def chooses(self, within: str, at: str) -> None:
        """Adds what is not there yet from a menu of the part that `within` selects, by where it will stand."""
        wanted = self.page.locator(f"{within} [data-do='put'][data-at='{at}']")
        wanted.locator("xpath=ancestor::details[1]/summary").click()
        wanted.click()
        self.page.wait_for_function(
            "(at) => document.querySelector(`[data-do='remove'][data-at='${at}']`) !== null", arg=at
        )

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
            self.page.wait_for_selector(f"[data-do='remove'][data-at^='{at}/']")

    def judged(self) -> None:
        """Until the newest change has been judged: what is wrong and what is said are on the page."""
        self.page.wait_for_timeout(350)
        self.page.wait_for_load_state("networkidle")

    def wrong(self) -> str:
        """What keeps the document from going live, as the page says it."""
        return str(self.page.locator("[data-findings]").inner_text())

    def says(self, card: str) -> str:
        """The live sentences of a card."""
        return str(self.page.locator(f"[data-say='{card}']").inner_text())
