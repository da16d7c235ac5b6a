"""The editor of a programme in a browser: opening it, adding parts by clicking, and waiting until it has judged."""

from typing import Any


class Writing:
    """The editor in a window; parts are named by their JSON pointers, as the page does."""

    def __init__(self, window: Any, site: str) -> None:
        self.window = window
        self.page = window.page
        self.site = site

    def opens(self, path: str, width: int = 1440, height: int = 900) -> "Writing":
        """The editor at `path` under the programmes of kav, once it can be used."""
        self.window.goes(f"{self.site}/office/kav/programmes/{path}", width, height)
        self.page.wait_for_selector("[data-editor][data-ready]")
        return self

    def adds(self, section: str, kind: int | None = None) -> str:
        """Adds a part to a section by its button, the `kind`th of those that are asked about; its pointer."""
        page = self.page
        before = page.locator(f"[data-list='/{section}'] > [data-card]").count()
        page.click(f"#add-{section}")
        if kind is not None:
            page.locator(f"#kinds-{section} li button").nth(kind).click()
        page.wait_for_function(
            "([list, n]) => document.querySelectorAll(`[data-list='${list}'] > [data-card]`).length > n",
            arg=[f"/{section}", before],
        )
        return str(page.locator(f"[data-list='/{section}'] > [data-card]").nth(before).get_attribute("data-card"))

    def kinds(self, section: str) -> int:
        """How many kinds of part a section asks about."""
        return int(self.page.locator(f"#kinds-{section} li button").count())

    def chooses(self, card: str, at: str) -> None:
        """Adds what is not there yet from a card's menu, by where it will stand."""
        menu = self.page.locator(f"[data-card='{card}'] details.mo-more").last
        if card == "":
            menu = self.page.locator("#sec-basics details.mo-more").last
        menu.locator("summary").click()
        menu.locator(f"[data-do='put'][data-at='{at}']").click()
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
            self.page.wait_for_selector(f"[data-card] .mo-chip:has-text('{code}')")

    def document(self) -> Any:
        """The document as the page would send it, read back through its own text."""
        return self.page.evaluate(
            """async () => {
              const urls = JSON.parse(document.querySelector('[data-editor]').dataset.urls);
              return urls;
            }"""
        )

    def judged(self) -> None:
        """Until the newest change has been judged: what is wrong and what is said are on the page."""
        with self.page.expect_response("**/editor/check"):
            pass
