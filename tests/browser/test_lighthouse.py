"""Lighthouse's reports, pages on paper, and previews of links."""

from pathlib import Path

import links
from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.structure.files import get_files
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.toc import TableOfContents
from support import PRINTED, ROOT

from benchmarks.lighthouse import short_of_full
from scripts import lighthouse

# Lighthouse's reports (excerpts of two; `make bench` runs Lighthouse)


def lighthouse_report(score: float) -> dict[str, object]:
    title = {"title": "Document has a `<title>`", "scoreDisplayMode": "binary"}
    weighed = {"auditRefs": [{"id": "document-title", "weight": 7}]}
    audits = {"document-title": title | {"score": score}}
    return {
        "audits": audits,
        "categories": {
            "accessibility": weighed | {"score": score},
            "best-practices": {"auditRefs": [], "score": 1},
            "seo": {"auditRefs": [], "score": 1},
        },
    }


def test_a_perfect_page_is_nothing_to_speak_of() -> None:
    report = lighthouse.read_report(lighthouse_report(1))
    assert report.scores["accessibility"] == 100
    assert short_of_full(report) == []


def test_what_lighthouse_says_is_reported() -> None:
    """Injected fault: a page with no title."""
    report = lighthouse.read_report(lighthouse_report(0.5))
    assert short_of_full(report) == [
        "accessibility 50",
        "accessibility: Document has a `<title>`",
    ]


# On paper


def test_paper_shows_the_page_alone_in_black_on_white(open_site) -> None:
    page = open_site("models/heads.html", color_scheme="dark", reduced_motion="reduce")
    page.get_by_title("Switch to dark").click()
    page.emulate_media(media="print")
    for part in (".md-header", ".pages", "#contents", ".md-footer", ".block-copy"):
        assert not page.locator(part).first.is_visible(), part
    paper = page.evaluate(
        """() => [document.body, document.querySelector(".block .language-text"),
            document.querySelector(".block .language-text code")]
          .map((e) => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor])"""
    )
    assert paper == [
        ["rgb(0, 0, 0)", "rgb(255, 255, 255)"],
        ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"],
        ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"],
    ]
    command = "code => getComputedStyle(code, '::first-line').color"
    assert page.locator(PRINTED).first.evaluate(command) == "rgb(0, 0, 0)"


def test_paper_cuts_no_line_and_says_where_links_lead(open_site) -> None:
    page = open_site("models/heads.html", viewport={"width": 700, "height": 900})
    page.emulate_media(media="print")
    cut = page.evaluate(
        """() => [...document.querySelectorAll("pre > code, .table")]
          .filter((e) => e.scrollWidth > e.clientWidth + 1).length"""
    )
    assert cut == 0
    link = page.locator("article p > a[href^=http]").first
    shown = link.evaluate("a => getComputedStyle(a, '::after').content")
    assert link.get_attribute("href") in shown or "attr(href)" in shown
    assert page.pdf(format="A4").startswith(b"%PDF")


# Previews of links


def test_a_shared_link_says_what_the_page_is(site: Path, built_pages) -> None:
    """It has an address only if the site knows its own."""
    for name in built_pages:
        head = links.parsed(site / name).find("head")
        said = {
            meta.get("property") or meta.get("name"): meta.get("content")
            for meta in head.iterfind("meta[@content]")
        }
        assert said["og:title"], name
        assert said["og:description"] == said["description"], name
        canonical = head.find("link[@rel='canonical']")
        assert ("og:image" in said) == (canonical is not None), name


def rendered(**settings: str) -> str:
    """The page of a note on a site with these settings."""
    config = load_config(str(ROOT / "mkdocs.yml"), **settings)
    files = get_files(config)
    nav = get_navigation(files, config)
    page = files.get_file_from_path("models/heads.md").page
    page.read_source(config)
    page.content = "<h1>Model heads</h1>"
    page.toc = TableOfContents([])
    template = config.theme.get_env().get_template("main.html")
    return template.render(get_context(nav, files, config, page))


def test_a_site_that_knows_its_address_shows_its_picture() -> None:
    address = "https://example.org/notes/"
    html = rendered(site_url=address)
    assert f'<link rel="canonical" href="{address}models/heads.html">' in html
    assert f'property="og:image" content="{address}assets/social.png"' in html
    assert (ROOT / "docs/assets/social.png").is_file()


def test_a_site_that_knows_its_repository_asks_no_other_host() -> None:
    """Material's own link to a repository requests the number of stars from its server."""
    repository = "https://github.com/someone/something"
    html = rendered(repo_url=repository)
    assert f'<a class="md-header__button md-icon" href="{repository}"' in html
    assert 'data-md-component="source"' not in html
    assert "api.github.com" not in html
