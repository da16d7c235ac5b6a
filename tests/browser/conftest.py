"""A browser, a site to look at, and what is looked for: findings of axe, overflow, pictures."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHECKOUT = Path(__file__).resolve().parents[2]
# Playwright keeps an event loop running in this thread; Django would take our plain calls for asynchronous ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
BUILT = CHECKOUT / "src" / "moadon" / "ui" / "static" / "moadon" / "built" / "office.js"
PICTURES = CHECKOUT / "var" / "pictures"
WIDTHS = (360, 390, 820, 1024, 1280, 1440)
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-prefers-reduced-motion"]
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is the same engine without the windows around its pages, which nobody sees here and which are drawn too."""


EVERY = bool(os.environ.get("BROWSER_EVERY"))
"""`BROWSER_EVERY=1 make test`: every page in every language; otherwise each in one, all languages in turn."""
_READER = {"language", "theme", "width"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of tests that differ only in who reads, keep one, the next language each time."""
    if EVERY:
        return
    groups: dict[tuple[object, ...], list[pytest.Item]] = {}
    for item in items:
        told = getattr(getattr(item, "callspec", None), "params", {})
        if item.path.parent == Path(__file__).parent and "language" in told:
            others = tuple(sorted((name, repr(value)) for name, value in told.items() if name not in _READER))
            groups.setdefault((item.path, item.originalname, others), []).append(item)  # type: ignore[attr-defined]
    kept = {group[turn % len(group)] for turn, group in enumerate(groups.values())}
    left = [item for group in groups.values() for item in group if item not in kept]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


_SETTLED = """async () => {
  await document.fonts.ready;
  const waits = () => [...document.querySelectorAll('[data-chart]')].some((place) => !('drawn' in place.dataset));
  while (waits()) await new Promise(requestAnimationFrame);
}"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the machine (`MOADON_CHROMIUM` names another)."""
    named = os.environ.get("MOADON_CHROMIUM")
    program = next(filter(None, map(shutil.which, (named, *_NAMES) if named else _NAMES)), None)
    if program is None:
        pytest.skip("skipped: no Chromium")
    if not BUILT.exists():
        pytest.fail("the pages' files are not built: run npm ci && npm run build")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def window(browser: Browser) -> Iterator["Window"]:
    """A fresh browser window without cookies."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    yield Window(context)
    context.close()


class Window:
    """A page in a browser, with the questions that every page is asked."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def reads(self, url: str, language: str = "en", theme: str = "light") -> "Window":
        """Choose language and theme for the site of `url`."""
        told = {"moadon_language": language, "moadon_theme": theme}
        self.context.add_cookies([{"name": name, "value": value, "url": url} for name, value in told.items()])
        return self

    def goes(self, url: str, width: int = 1440, height: int = 900) -> Page:
        """Open `url` and wait until faces and charts are there."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.goto(url)
        self.settles()
        return self.page

    def follows(self, doing: Callable[[], object]) -> Page:
        """Do something that leads to another page, and wait until that one is there.

        An address that is written anew while its page stays is no other page.
        """
        with self.page.expect_event("load"):
            doing()
        self.settles()
        return self.page

    def settles(self) -> None:
        """Until faces are loaded and every chart is drawn."""
        self.page.evaluate(_SETTLED)

    def findings(self) -> list[str]:
        """What axe finds, as readable lines. Nothing is how it should be."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text("utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate(
            "axe.run({ resultTypes: ['violations'] }).then((told) => told.violations)"
        )
        return [f"{one['id']}: {one['help']}: {node['target']}" for one in found for node in one["nodes"]]

    def overflow(self) -> list[str]:
        """Widths at which the page is wider than its window."""
        wide = []
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            if (over := self.page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
                wide.append(f"{over} px over at {width}")
        return wide

    def picture(self, name: str) -> Path:
        """Keep how the whole page looks now in var/pictures."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}.png"
        self.page.screenshot(path=path, full_page=True)
        return path


@pytest.fixture
def kav(club_server: Any, database: Any) -> Any:
    """The shop floor of the club kav with a programme of five rules, and Dana, who owns it."""
    from tests.browser.floor import open_kav

    return open_kav()


@pytest.fixture
def office(window: Window, club_server: Any, kav: Any) -> Window:
    """A window of Dana, who is signed in."""
    from tests.browser.floor import signs_in

    signs_in(window, club_server)
    return window


@pytest.fixture
def writing(office: Window, club_server: Any) -> Any:
    """The editor of programmes in Dana's window."""
    from tests.browser.writing import Writing

    return Writing(office, club_server.url)


# A module long only: its addresses and templates stand in for the product's while it runs.
@pytest.fixture(scope="module")
def _gallery_server(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    from django.conf import settings
    from django.test import override_settings
    from pytest_django.live_server_helper import LiveServer

    told = {**settings.TEMPLATES[0], "DIRS": [CHECKOUT / "tests" / "ui" / "templates"]}
    told["OPTIONS"] = {**told["OPTIONS"], "libraries": {"gallery": "tests.ui.templatetags.gallery"}}
    with django_db_blocker.unblock(), override_settings(ROOT_URLCONF="tests.ui.pages", TEMPLATES=[told], DEBUG=False):
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()


@pytest.fixture
def gallery(_gallery_server: str, database: Any) -> str:
    """The address of a site that shows the parts alone (tests/ui/pages.py), on the test's own database."""
    return _gallery_server
