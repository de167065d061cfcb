"""The built site, served below a base path, and the programs that check it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from support import CLIPBOARD, SITE, WIDE, OpenFolder, OpenSite, pages_of

from scripts import lighthouse


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Turn a test of ``page_name`` into one test for each built page."""
    if "page_name" in metafunc.fixturenames:
        metafunc.parametrize("page_name", pages_of(SITE) or ["index.html"])


@pytest.fixture(scope="session")
def site() -> Path:
    if not (SITE / "index.html").is_file():
        pytest.fail(f"{SITE} holds no built site; run make site")
    return SITE


@pytest.fixture(scope="session")
def built_pages(site: Path) -> list[str]:
    return pages_of(site)


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The site's address."""
    with lighthouse.served(site) as address:
        yield address


def skip_or_fail(reason: str) -> NoReturn:
    """Skip a test whose program is not installed; in CI, fail it."""
    say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
    say(reason)


@pytest.fixture(scope="session")
def chromium() -> str:
    found = lighthouse.chromium()
    if found is None:
        skip_or_fail(
            "no Chromium to open the site: apt-get install chromium-headless-shell"
        )
    return found


@pytest.fixture(scope="session")
def java() -> str:
    found = shutil.which("java")
    if found is None:
        skip_or_fail(
            "no Java for the W3C's checker: apt-get install default-jre-headless"
        )
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=list(lighthouse.QUIET)
        )
        yield browser
        browser.close()


def watch(page: Page, local: str, problems: list[str]) -> None:
    """Record every console message, script error, failed request and request to another host."""

    def on_console(message):
        if message.type in ("error", "warning"):
            problems.append(f"{page.url}: console: {message.text}")

    def on_request(request):
        if not request.url.startswith((local, "data:", "blob:")):
            problems.append(f"{page.url}: asks {request.url}")

    def on_response(response):
        if response.status >= 400:
            problems.append(f"{page.url}: {response.status} {response.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    page.on("request", on_request)
    page.on("response", on_response)
    page.on("popup", lambda opened: watch(opened, local, problems))


@pytest.fixture
def problems() -> list[str]:
    """The problems that the browser reported so far in this test."""
    return []


def reader(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A context that tests of a site at this address share.

    A page of the site stays open in it, so that its warm process serves the other pages; a new
    context would double their cost.
    """
    context = browser.new_context(
        base_url=address, viewport=WIDE, permissions=CLIPBOARD
    )
    context.new_page().goto("404.html")
    yield context
    context.close()


def forget(context: BrowserContext) -> None:
    """Close the pages that a test opened in a shared context, and clear what they stored."""
    first, *opened = context.pages
    for page in opened:
        page.close()
    first.evaluate("localStorage.clear()")
    context.clear_cookies()


@pytest.fixture(scope="session")
def site_reader(browser: Browser, served: str) -> Iterator[BrowserContext]:
    yield from reader(browser, served)


@pytest.fixture
def open_site(
    browser: Browser, site_reader: BrowserContext, served: str, problems: list[str]
) -> Iterator[OpenSite]:
    """Opens a page, or with None an empty one, as a reader on a first visit does.

    Options of a context get a new context, and so does a test that is ``alone`` because it changes
    what all pages of a context share (the clock, the network). Every test fails at the end if the
    browser reported a problem.
    """
    contexts = []

    def open_page(
        name: str | None = "index.html",
        viewport=WIDE,
        color_scheme="light",
        reduced_motion="no-preference",
        alone=False,
        **options,
    ) -> Page:
        context = site_reader
        if alone or options:
            context = browser.new_context(
                base_url=served, viewport=viewport, permissions=CLIPBOARD, **options
            )
            contexts.append(context)
        page = context.new_page()
        if viewport != WIDE and context is site_reader:
            page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme, reduced_motion=reduced_motion)
        watch(page, served, problems)
        if name is not None:
            page.goto(name)
        return page

    yield open_page
    forget(site_reader)
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture(scope="session")
def folder(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site's files elsewhere, as unpacked from an archive."""
    return shutil.copytree(
        site, tmp_path_factory.mktemp("unpacked") / "with spaces & umläuts"
    )


@pytest.fixture(scope="session")
def folder_reader(browser: Browser, folder: Path) -> Iterator[BrowserContext]:
    yield from reader(browser, f"{folder.as_uri()}/")


@pytest.fixture
def open_folder(
    folder_reader: BrowserContext, folder: Path, problems: list[str]
) -> Iterator[OpenFolder]:
    """Opens a page of the site from a folder; at the end, fails if the browser had a problem."""
    page = folder_reader.new_page()
    watch(page, folder.as_uri(), problems)

    def open_page(name: str) -> Page:
        page.goto(name)
        return page

    yield open_page
    forget(folder_reader)
    assert problems == []
