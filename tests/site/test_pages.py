"""Every page: opens in silence, fits a phone, and can be read in light and in dark."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

PHONE = {"width": 360, "height": 740}
CONTRAST = Path(__file__).with_name("contrast.js").read_text("utf-8")


def press_dark(page: Page) -> None:
    page.get_by_role("button", name="light and dark").click()
    assert page.locator("html").get_attribute("data-scheme") == "dark"


def test_every_page_opens_in_silence(open_site, built_pages, problems) -> None:
    page = open_site()
    for name in built_pages:
        page.goto(name, wait_until="networkidle")
        assert page.title()
    assert len(built_pages) > 5
    assert problems == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_the_screen(open_site, built_pages, width, dark) -> None:
    page = open_site(viewport={"width": width, "height": 740})
    if dark:
        press_dark(page)
    wide = []
    for name in built_pages:
        page.goto(name)
        if page.evaluate(
            "document.documentElement.scrollWidth"
            " > document.documentElement.clientWidth"
        ):
            wide.append(name)
    assert wide == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_all_text_stands_out(open_site, built_pages, dark) -> None:
    page = open_site(reduced_motion="reduce")
    if dark:
        press_dark(page)
    faint = []
    seen = 0
    for name in built_pages:
        page.goto(name)
        result = page.evaluate(CONTRAST)
        seen += result["seen"]
        faint += [f"{name}: {line}" for line in result["faint"]]
    assert seen > 1000
    assert faint == []


def test_faint_text_is_reported(open_site) -> None:
    """The alarm rings."""
    page = open_site(bypass_csp=True)
    page.add_style_tag(content=".block-provenance { color: #aaa !important }")
    faint = page.evaluate(CONTRAST)["faint"]
    assert any("block-provenance" in line for line in faint)


def test_buttons_are_large_enough(open_site, built_pages) -> None:
    page = open_site(viewport=PHONE)
    small = []
    for name in built_pages:
        page.goto(name)
        small += page.evaluate(
            """name => [...document.querySelectorAll(
                ".block-button, .filter button, .filter input, th button")]
              .map(e => [e.ariaLabel || e.textContent, e.getBoundingClientRect()])
              .filter(([, box]) => box.width < 24 || box.height < 24)
              .map(([what, box]) => `${name}: ${what} ${box.width} x ${box.height}`)""",
            name,
        )
    assert small == []


def test_a_missing_page_says_where_to_go(open_site) -> None:
    page = open_site("404.html")
    page.locator("article").get_by_role("link", name="first page").click()
    assert re.search(r"/some/base/index\.html$", page.url)


def test_a_page_reads_without_scripts(open_site) -> None:
    page = open_site(java_script_enabled=False)
    block = page.locator("figure.block").first
    assert "import" in block.locator(".block-code").inner_text()
    assert not block.locator(".block-copy").is_visible()
