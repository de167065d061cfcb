"""The built site, served below a base path, and a Chromium that tells what goes wrong.

`NLPJOURNEY_SITE` names another folder than `site/`.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from nlpjourney import reading

ROOT = Path(__file__).resolve().parents[2]
OpenSite = Callable[..., Page]
OpenFolder = Callable[[str], Page]


def inject_axe(page: Page) -> None:
    """Give the open page ``axe``."""
    file = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
    page.evaluate(file.read_text("utf-8"))


@pytest.fixture(scope="session")
def site() -> Path:
    folder = Path(os.environ.get("NLPJOURNEY_SITE") or ROOT / "site").resolve()
    if not (folder / "index.html").is_file():
        pytest.fail(f"{folder} holds no built site; run make site")
    return folder


@pytest.fixture(scope="session")
def built_pages(site: Path) -> list[str]:
    return sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html"))


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The site's address."""
    with reading.served(site) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> str:
    found = reading.chromium()
    if found is None:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("no Chromium to open the site with: apt-get install chromium")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=list(reading.QUIET)
        )
        yield browser
        browser.close()


def watch(context: BrowserContext, served: str, problems: list[str]) -> None:
    """Note every console message, script error, failure and request elsewhere."""
    local = (served, "data:", "blob:")

    def on_console(message):
        if message.type in ("error", "warning"):
            problems.append(f"{message.page.url}: console: {message.text}")

    def on_request(request):
        if not request.url.startswith(local):
            problems.append(f"{request.frame.url}: asks {request.url}")

    def on_response(response):
        if response.status >= 400:
            problems.append(f"{response.frame.url}: {response.status} {response.url}")

    context.on("console", on_console)
    context.on("weberror", lambda error: problems.append(f"script: {error.error}"))
    context.on("request", on_request)
    context.on("response", on_response)


@pytest.fixture
def problems() -> list[str]:
    """What the browser complained of so far in this test."""
    return []


@pytest.fixture
def open_site(browser: Browser, served: str, problems: list[str]) -> Iterator[OpenSite]:
    """Opens a page in a fresh context made with the given options.

    Whatever a test looks at, it fails at the end if the browser complained.
    """
    contexts = []

    def open_page(page: str = "index.html", **options) -> Page:
        options = {"viewport": {"width": 1280, "height": 900}} | options
        context = browser.new_context(base_url=served, **options)
        contexts.append(context)
        watch(context, served, problems)
        opened = context.new_page()
        opened.goto(page)
        return opened

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture(scope="session")
def folder(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    packed = shutil.make_archive(
        str(tmp_path_factory.mktemp("packed") / "site"), "zip", site
    )
    unpacked = tmp_path_factory.mktemp("with spaces & umläuts")
    shutil.unpack_archive(packed, unpacked)
    return unpacked


@pytest.fixture
def open_folder(
    browser: Browser, folder: Path, problems: list[str]
) -> Iterator[OpenFolder]:
    """Opens a page of the site from a folder; at the end the browser must not have complained."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, accept_downloads=True
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    watch(context, folder.as_uri(), problems)
    page = context.new_page()

    def open_page(name: str) -> Page:
        page.goto((folder / name).as_uri())
        return page

    yield open_page
    context.close()
    assert problems == []
