"""Pictures and charts: SVG files that a page shows in its own colors."""

import io
from pathlib import Path

import links
import pytest
from PIL import Image
from playwright.sync_api import Page
from support import PICTURE
from test_every_page import faint_text, press_dark

CHART = f"{PICTURE}[src*='assets/charts/']"
DRAWN = f"{PICTURE}[src*='assets/pictures/']"
BOTH = "chat/lora.html"  # shows a picture and a chart


@pytest.fixture(scope="module")
def pictures(site: Path, built_pages: list[str]) -> list[str]:
    """The pictures that pages show, by their paths below the site's root."""
    shown = {
        ((site / name).parent / source).resolve().relative_to(site).as_posix()
        for name in built_pages
        for source in links.parsed(site / name).xpath(
            "//figure[@class='picture']//img/@src"
        )
    }
    return sorted(shown)


OUTSIDE = """() => {
  const frame = document.documentElement.getBoundingClientRect();
  const inside = ({left, right, top, bottom}) =>
    left >= frame.left - 1 && right <= frame.right + 1 &&
    top >= frame.top - 1 && bottom <= frame.bottom + 1;
  return [...document.querySelectorAll("text")]
    .filter((text) => !inside(text.getBoundingClientRect()))
    .map((text) => `outside its picture: ${text.textContent}`);
}"""


def words_outside(picture: Page) -> list[str]:
    """The words of a picture that are cut off."""
    return picture.evaluate(OUTSIDE)


def test_every_picture_is_a_file_that_a_page_shows(site, pictures) -> None:
    files = [
        file.relative_to(site).as_posix()
        for folder in ("pictures", "charts")
        for file in (site / "assets" / folder).rglob("*.*")
    ]
    assert sorted(files) == pictures
    assert len(pictures) > 10


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_of_every_picture_are_readable(open_site, pictures, scheme) -> None:
    page = open_site(None, color_scheme=scheme)
    found = []
    for name in pictures:
        page.goto(name)
        wrong = faint_text(page, at_least=3) + words_outside(page)
        found += [f"{name}: {line}" for line in wrong]
    assert found == []


def test_a_word_outside_is_reported(open_site, pictures) -> None:
    """Injected fault: a label moved over the edge."""
    page = open_site(next(name for name in pictures if "charts" in name))
    assert words_outside(page) == []
    page.locator("text").first.evaluate("text => text.setAttribute('x', -50)")
    assert len(words_outside(page)) == 1


@pytest.mark.parametrize(("scheme", "fill"), [("light", "#aaa"), ("dark", "#333")])
def test_a_faint_word_is_reported(open_site, pictures, scheme: str, fill: str) -> None:
    """Injected fault: a label whose color is close to its background."""
    page = open_site(pictures[0], color_scheme=scheme)
    assert faint_text(page, at_least=3) == []
    page.locator("text").first.evaluate("(e, fill) => (e.style.fill = fill)", fill)
    assert len(faint_text(page, at_least=3)) == 1


# In a page

TEXT = {"light": "rgb(24, 34, 44)", "dark": "rgb(227, 233, 238)"}


def other_colors(page: Page, scheme: str) -> list[str]:
    """The pictures whose background is not the page's, or whose text does not have the scheme's
    color."""
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    found = []
    for selector in (CHART, DRAWN):
        shown = page.locator(selector).first.screenshot(animations="disabled")
        drawn = Image.open(io.BytesIO(shown)).convert("RGB")
        counted = drawn.getcolors(drawn.width * drawn.height) or []
        if f"rgb{drawn.getpixel((1, 1))}" != ground:
            found.append(f"{scheme}: another ground: {selector}")
        if TEXT[scheme] not in {f"rgb{color}" for _, color in counted}:
            found.append(f"{scheme}: another text: {selector}")
    return found


@pytest.mark.parametrize("system", ["light", "dark"])
def test_a_picture_follows_the_colors_that_a_reader_chose(open_site, system) -> None:
    """They follow the page's colors, not the system's."""
    page = open_site(BOTH, color_scheme=system)
    assert other_colors(page, system) == []
    press_dark(page)
    assert other_colors(page, "dark") == []
    page.get_by_role("radio", name="Switch to light").press("Enter")
    assert other_colors(page, "light") == []


def test_a_picture_that_does_not_follow_is_reported(open_site, site) -> None:
    """Injected fault: pictures that are always light."""
    page = open_site(None)
    light = "color-scheme: light;"
    page.route(
        "**/*.svg",
        lambda route: route.fulfill(
            content_type="image/svg+xml",
            body=route.fetch().text().replace("color-scheme: light dark;", light),
        ),
    )
    page.goto(BOTH)
    assert other_colors(page, "light") == []
    press_dark(page)
    assert len(other_colors(page, "dark")) == 4


def test_a_picture_is_light_on_paper(open_site) -> None:
    page = open_site(BOTH, color_scheme="dark")
    press_dark(page)
    page.emulate_media(media="print", color_scheme="dark")
    # its ground is that of the light pages; the paper's is white
    found = [line for line in other_colors(page, "light") if "ground" not in line]
    assert found == []
