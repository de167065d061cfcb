"""Every page for everyone: axe-core finds nothing, keys suffice, headings and pictures speak."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from conftest import inject_axe

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLOURS = ("color-contrast", "link-in-text-block")
RUN = """async (options) => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  return (await axe.run(document, { resultTypes: ["violations"], ...options }))
  .violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
    `${id}: ${target} ${failureSummary.replaceAll("\\n", " ")}`));
}"""
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
WAYS = {
    # What a scheme cannot change is asked in one, and colours at one width.
    "wide, light": (WIDE, "light", {"runOnly": TAGS}),
    "wide, dark": (WIDE, "dark", {"runOnly": COLOURS}),
    "phone": (
        PHONE,
        "light",
        {"runOnly": TAGS, "rules": {name: {"enabled": False} for name in COLOURS}},
    ),
}


def violations(page: Page, options: dict[str, object] | None = None) -> list[str]:
    """What axe-core finds on the open page: rule, element and what is wrong with it."""
    inject_axe(page)
    return page.evaluate(RUN, options or {"runOnly": TAGS})


@pytest.mark.parametrize("way", WAYS)
def test_axe_finds_nothing(open_site, built_pages, way) -> None:
    size, scheme, options = WAYS[way]
    page = open_site(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    found = []
    for name in built_pages:
        page.goto(name)
        found += [f"{name}: {line}" for line in violations(page, options)]
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_buttons_open(open_site, scheme) -> None:
    page = open_site("models/heads.html", viewport=PHONE, color_scheme=scheme)
    for name in ("All pages", "On this page"):
        page.get_by_role("button", name=name).click()
        opened = page.get_by_role("navigation", name=name)
        expect(opened).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(opened).to_be_hidden()


def test_a_violation_is_reported(open_site) -> None:
    """The alarm rings: one fault of each kind that the three ways look for."""
    page = open_site("models/heads.html", viewport=PHONE, bypass_csp=True)
    page.add_style_tag(content=".lead, p { color: #bbb !important }")
    page.evaluate(
        """() => {
          document.documentElement.lang = "";
          document.querySelector("h2").outerHTML = "<h5>A level is skipped</h5>";
          document.querySelector("article").insertAdjacentHTML("beforeend",
            '<a href="#">x</a><a href="#">y</a><img src="data:image/gif,">');
        }"""
    )
    rules = {line.partition(":")[0] for line in violations(page)}
    assert rules >= {
        "color-contrast",
        "heading-order",
        "html-has-lang",
        "image-alt",
        "target-size",
    }


# By keyboard

FOCUSED = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
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
    """What Tab reaches, in order, until it leaves the page."""
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
    "name", ["index.html", "models/heads.html", "notebooks/sft/lora.html"]
)
def test_tab_walks_through_the_page(open_site, name, size) -> None:
    page = open_site(name, viewport=size, reduced_motion="reduce")
    stops = walk(page)
    assert len(stops) > 15
    assert 'class="skip"' in stops[0]["what"]
    assert faults(stops) == []


def test_an_unmarked_stop_is_reported(open_site) -> None:
    """The alarm rings: no outline, a stop under the header, an order turned round."""
    page = open_site("models/heads.html", bypass_csp=True)
    page.add_style_tag(
        content=".block-path { outline: none !important } html { scroll-padding: 0 !important }"
    )
    page.locator(".block-download").last.evaluate("a => (a.tabIndex = 1)")
    kinds = {line.partition(":")[0] for line in faults(walk(page))}
    assert {"not marked", "not follows"} <= kinds


def test_the_skip_link_leads_to_the_text(open_site) -> None:
    page = open_site("models/heads.html")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
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
    page.get_by_role("button", name="light and dark").press("Enter")
    page.goto("index.html")
    assert page.locator("html").get_attribute("data-scheme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


# Motion, and text at twice its size

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


CUT = """() => {
  const root = document.documentElement;
  const cut = [...document.querySelectorAll("body :not(input)")].filter((e) =>
    /hidden|clip/.test(getComputedStyle(e).overflowX) && e.clientWidth > 1 &&
    e.scrollWidth > e.clientWidth + 1).map((e) => e.outerHTML.slice(0, 80));
  return root.scrollWidth > root.clientWidth ? ["wider than the screen", ...cut] : cut;
}"""


def test_nothing_is_cut_at_twice_the_size(open_site, built_pages) -> None:
    page = open_site(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    found = []
    for name in built_pages:
        page.goto(name)
        found += [f"{name}: {line}" for line in page.evaluate(CUT)]
    assert found == []


def test_what_is_cut_is_reported(open_site) -> None:
    """The alarm rings."""
    page = open_site(viewport={"width": 640, "height": 450})
    page.locator(".block-path").first.evaluate(
        "a => { a.style.whiteSpace = 'nowrap'; a.append('x'.repeat(200)); }"
    )
    assert any("block" in line for line in page.evaluate(CUT))
    page.locator("article").evaluate("a => (a.style.width = '900px')")
    assert "wider than the screen" in page.evaluate(CUT)


# Headings and pictures, in every built page


def unclear(html: str) -> list[str]:
    """Headings out of order; pictures without words or without a size."""
    soup = BeautifulSoup(html, "html.parser")
    levels = [int(h.name[1]) for h in soup.find_all(re.compile("^h[1-6]$"))]
    found = [] if levels.count(1) == 1 else [f"{levels.count(1)} h1"]
    found += [
        f"h{after} follows h{level}"
        for level, after in pairwise(levels)
        if after > level + 1
    ]
    for picture in soup.select("img, svg"):
        attributes, tag = picture.attrs, str(picture)[:80]
        hidden = attributes.get("aria-hidden") == "true"
        named = attributes.get("role") and (
            picture.find("title") or attributes.get("aria-label")
        )
        if picture.name == "img" and not attributes.get("alt"):
            found.append(f"no words: {tag}")
        if picture.name == "img" and not {"width", "height"} <= {*attributes}:
            found.append(f"no size: {tag}")
        if picture.name == "svg" and not (hidden or named):
            found.append(f"no words: {tag}")
    return found


def test_headings_and_pictures_speak(site: Path, built_pages) -> None:
    found = [
        f"{name}: {line}"
        for name in built_pages
        for line in unclear((site / name).read_text("utf-8"))
    ]
    assert found == []


def test_unclear_headings_and_pictures_are_reported() -> None:
    """The alarm rings."""
    assert unclear("<h1>a</h1><h3>b</h3><h1>c</h1>") == ["2 h1", "h3 follows h1"]
    assert unclear('<h1>a</h1><img src="x.svg"><svg role="img"></svg>') == [
        'no words: <img src="x.svg"/>',
        'no size: <img src="x.svg"/>',
        'no words: <svg role="img"></svg>',
    ]
