"""Accessibility: the keyboard suffices, nothing moves unasked, headings and pictures have texts."""

from itertools import pairwise
from pathlib import Path

import links
import pytest
from lxml import html
from playwright.sync_api import Page, expect
from support import BLOCK, PHONE, WIDE

# By keyboard

FOCUSED = """() => {
  let at = document.activeElement;
  if (at === document.body) return null;
  if (at.matches(".md-option")) at = at.nextElementSibling;  // what is seen of a radio button
  if (at.matches(".tabbed-set > input")) at = at.labels[0];
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  const box = at.getClientRects()[0] ?? { left: -1, top: -1, width: 0, height: 0 };
  const met = document.elementFromPoint(
    Math.min(box.left + box.width / 2, innerWidth - 1),
    Math.min(box.top + box.height / 2, innerHeight - 1));
  const { before } = window;
  window.before = at;
  return {
    what: at.outerHTML.slice(0, 90),
    marked: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    seen: met !== null && (at.contains(met) || met.contains(at)),
    follows: !before ||
      Boolean(before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING),
  };
}"""


def walk(page: Page, steps: int = 600) -> list[dict[str, object]]:
    """The elements that Tab reaches, in order, until it leaves the page."""
    reached = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            return reached
        reached.append(stop)
    pytest.fail(f"Tab does not leave the page; at last {reached[-1]['what']}")


def faults(stops: list[dict[str, object]]) -> list[str]:
    wanted = ("marked", "seen", "follows")
    return [
        f"not {name}: {stop['what']}"
        for stop in stops
        for name in wanted
        if not stop[name]
    ]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "models/heads.html",
        "models/pipelines.html",
        "notebooks/sft/lora.html",
    ],
)
def test_tab_walks_through_the_page(open_site, name, size) -> None:
    page = open_site(name, viewport=size, reduced_motion="reduce")
    stops = walk(page)
    assert len(stops) > 15
    assert 'class="md-skip' in stops[0]["what"]
    assert faults(stops) == []


def test_an_unmarked_stop_is_reported(open_site) -> None:
    """Injected fault: no outline, a tab stop under the header, a reversed order."""
    page = open_site(bypass_csp=True)
    page.add_style_tag(
        content=f"{BLOCK} p > a {{ outline: none !important }} "
        "html { scroll-padding: 0 !important }"
    )
    page.locator(".block-download").last.evaluate("a => (a.tabIndex = 1)")
    kinds = {line.partition(":")[0] for line in faults(walk(page))}
    assert {"not marked", "not follows"} <= kinds


def test_the_skip_link_leads_to_the_text(open_site) -> None:
    page = open_site("models/heads.html")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


def test_pages_and_contents_open_by_keyboard(open_site) -> None:
    page = open_site("models/heads.html", viewport=PHONE)
    for name in ("All pages", "On this page"):
        opened = page.get_by_role("navigation", name=name)
        expect(opened).to_be_hidden()
        page.get_by_role("button", name=name).press("Enter")
        expect(opened).to_be_visible()
        page.keyboard.press("Tab")
        assert opened.evaluate("nav => nav.contains(document.activeElement)")
        page.keyboard.press("Escape")
        expect(opened).to_be_hidden()
        expect(page.get_by_role("button", name=name)).to_be_focused()


def test_the_colours_are_chosen_by_keyboard_and_kept(open_site) -> None:
    page = open_site("models/heads.html", color_scheme="light")
    page.get_by_role("radio", name="Switch to dark").press("Enter")
    expect(page.get_by_role("radio", name="Switch to light")).to_be_focused()
    page.goto("index.html")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    assert colors_of(page, "html", "body") == ["dark", "dark"]
    page.get_by_role("radio", name="Switch to light").press("Enter")
    assert colors_of(page, "html", "body") == ["light", "light"]
    page.get_by_role("radio", name="Follow the system").press("Enter")
    assert colors_of(page, "html", "body") == ["light dark", "light dark"]


def colors_of(page: Page, *selectors: str) -> list[str]:
    """The color schemes of elements; the root's is that of the scroll bars."""
    scheme = "(e) => getComputedStyle(e).colorScheme"
    return [page.locator(selector).evaluate(scheme) for selector in selectors]


# Motion

MOVING = """() => [...document.querySelectorAll("*")].filter((e) => {
  const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(e);
  const seconds = `${transitionDuration}, ${animationDuration}`.split(", ").map(parseFloat);
  return seconds.some(Boolean) || scrollBehavior === "smooth";
}).length"""


def test_nothing_moves_where_a_reader_wants_it_still(open_site) -> None:
    still = open_site("models/heads.html", reduced_motion="reduce")
    assert still.evaluate(MOVING) == 0
    moving = open_site("models/heads.html", reduced_motion="no-preference")
    assert moving.evaluate(MOVING) > 0


# Headings and pictures, in every built page


def in_words(icon: html.HtmlElement) -> bool:
    """Whether an icon is part of a button or link with a text."""
    parts = [
        part for part in icon.iterancestors() if part.tag in ("a", "button", "label")
    ]
    said = (part.get("aria-label") or part.get("title") for part in parts)
    return any(said) or any(part.text_content().strip() for part in parts)


def unclear(page: html.HtmlElement) -> list[str]:
    """Headings out of order; pictures without words or without a size."""
    levels = [int(h.tag[1]) for h in page.iter(*(f"h{n}" for n in range(1, 7)))]
    found = [] if levels.count(1) == 1 else [f"{levels.count(1)} h1"]
    found += [
        f"h{after} follows h{level}"
        for level, after in pairwise(levels)
        if after > level + 1
    ]
    for picture in page.iter("img", "svg"):
        given, tag = picture.attrib, html.tostring(picture, with_tail=False)[:80]
        hidden = given.get("aria-hidden") == "true"
        titled = picture.find(".//title") is not None
        named = given.get("role") and (titled or given.get("aria-label"))
        if picture.tag == "img" and not given.get("alt"):
            found.append(f"no words: {tag.decode()}")
        if picture.tag == "img" and not {"width", "height"} <= {*given}:
            found.append(f"no size: {tag.decode()}")
        if picture.tag == "svg" and not (hidden or named or in_words(picture)):
            found.append(f"no words: {tag.decode()}")
    return found


def test_headings_and_pictures_speak(site: Path, built_pages) -> None:
    found = [
        f"{name}: {line}"
        for name in built_pages
        for line in unclear(links.parsed(site / name))
    ]
    assert found == []


def test_unclear_headings_and_pictures_are_reported() -> None:
    """An injected fault is reported."""
    assert unclear(html.fromstring("<h1>a</h1><h3>b</h3><h1>c</h1>")) == [
        "2 h1",
        "h3 follows h1",
    ]
    pictures = '<h1>a</h1><img src="x.svg"><svg role="img"></svg>'
    assert unclear(html.fromstring(pictures)) == [
        'no words: <img src="x.svg">',
        'no size: <img src="x.svg">',
        'no words: <svg role="img"></svg>',
    ]
