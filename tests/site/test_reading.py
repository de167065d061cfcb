"""Light and fast, on paper, and where a link to it is shown."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from conftest import ROOT
from nlpjourney import reading

KINDS = (
    "index.html",
    "models/heads.html",
    "notebooks/main_tasks/sequence_classification.html",
    "toolbox/tools.html",
)
SCORED = ("accessibility", "best-practices", "seo")  # speed is measured, never a test
MOST_BYTES = 150_000
VOCABULARIES = "playground/tokenizers.html"  # what it shows is heavier than a note


@pytest.mark.parametrize("name", KINDS)
def test_lighthouse_has_nothing_to_say(chromium, served, name) -> None:
    report = reading.lighthouse(served + name, *SCORED)
    assert report.failed == ()
    assert report.scores == dict.fromkeys(SCORED, 100)


def test_what_lighthouse_says_is_reported(chromium, tmp_path: Path) -> None:
    """The alarm rings: a page with no title, language or description."""
    (tmp_path / "index.html").write_text("<!doctype html><p>Text</p>", "utf-8")
    with reading.served(tmp_path) as address:
        report = reading.lighthouse(address + "index.html", *SCORED)
    assert report.scores["accessibility"] < 100
    assert any("<title>" in line for line in report.failed)


def weight(page, name: str) -> int:
    """The bytes over the wire of a first view, with everything."""
    asked = []

    def note(request) -> None:
        asked.append(request)

    page.on("requestfinished", note)
    page.goto(name, wait_until="networkidle")
    page.remove_listener("requestfinished", note)
    sizes = [request.sizes() for request in asked]
    return sum(s["responseBodySize"] + s["responseHeadersSize"] for s in sizes)


def test_a_first_view_is_light(open_site, built_pages) -> None:
    page = open_site()
    page.route("**/*", lambda route: route.continue_())  # nothing from the cache
    heavy = {}
    for name in (name for name in built_pages if name != VOCABULARIES):
        taken = weight(page, name)
        if taken > MOST_BYTES:
            heavy[name] = taken
    assert heavy == {}


def test_a_heavy_view_is_reported(open_site) -> None:
    """The alarm rings, and everything of a first view is counted."""
    page = open_site()
    page.route("**/*", lambda route: route.continue_())
    alone = weight(page, "index.html")
    assert alone > 40_000
    body = f"// {'x' * MOST_BYTES}"
    page.route("**/site.js", lambda route: route.fulfill(body=body))
    assert weight(page, "index.html") > alone + MOST_BYTES / 2


def test_nothing_shifts(open_site) -> None:
    """No layout shift (web-vitals' CLS is 0) while a page arrives."""
    page = open_site()
    page.add_init_script(
        """window.shifts = [];
        new PerformanceObserver((list) =>
          list.getEntries().forEach(({ value }) => window.shifts.push(value)))
          .observe({ type: "layout-shift", buffered: true });"""
    )
    for name in (*KINDS, "playground/chat-templates.html", "tokenizers/bpe.html"):
        page.goto(name, wait_until="networkidle")
        assert page.evaluate("window.shifts") == [], name


# On paper


def test_paper_shows_the_page_alone_in_black_on_white(open_site) -> None:
    page = open_site("models/heads.html", color_scheme="dark")
    page.get_by_role("button", name="light and dark").click()
    page.get_by_role("button", name="light and dark").click()
    page.emulate_media(media="print")
    for part in (".site-header", ".pages", ".contents", ".neighbours", ".block-copy"):
        assert not page.locator(part).first.is_visible(), part
    paper = page.evaluate(
        """() => [document.body, document.querySelector(".block-output")]
          .map((e) => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor])"""
    )
    assert paper == [
        ["rgb(0, 0, 0)", "rgb(255, 255, 255)"],
        ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"],
    ]


def test_paper_cuts_no_line_and_says_where_links_lead(open_site) -> None:
    page = open_site("models/heads.html", viewport={"width": 700, "height": 900})
    page.emulate_media(media="print")
    cut = page.evaluate(
        """() => [...document.querySelectorAll("pre > code, .block-printed, .table")]
          .filter((e) => e.scrollWidth > e.clientWidth + 1).length"""
    )
    assert cut == 0
    link = page.locator("article p > a[href^=http]").first
    shown = link.evaluate("a => getComputedStyle(a, '::after').content")
    assert link.get_attribute("href") in shown or "attr(href)" in shown
    assert page.pdf(format="A4").startswith(b"%PDF")


# Where a link to the page is shown


def test_a_shared_link_says_what_the_page_is(site: Path, built_pages) -> None:
    """An address is named only where the site knows its own."""
    for name in built_pages:
        head = (site / name).read_text("utf-8").partition("</head>")[0]
        soup = BeautifulSoup(head, "html.parser")
        said = {
            str(meta.get("property") or meta.get("name")): str(meta["content"])
            for meta in soup.find_all("meta", content=True)
        }
        assert said["og:title"], name
        assert said["og:description"] == said["description"], name
        canonical = soup.find("link", rel="canonical")
        assert ("og:image" in said) == (canonical is not None), name


def test_a_site_that_knows_its_address_shows_its_picture(tmp_path: Path) -> None:
    address = "https://example.org/notes/"
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "-d", str(tmp_path)]
    subprocess.run(
        command, cwd=ROOT, env=os.environ | {"SITE_URL": address}, check=True
    )
    html = (tmp_path / "models/heads.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{address}models/heads.html">' in html
    assert f'property="og:image" content="{address}assets/social.png"' in html
    assert (tmp_path / "assets/social.png").is_file()
