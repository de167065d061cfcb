"""A page's foot, the learning path, the tags."""

import posixpath
from pathlib import Path

import links
import pytest
from playwright.sync_api import expect

from nlpjourney.content import prerequisites

NOTE, TITLE = "models/heads.html", "Model heads"
LIST = "start/learning-path.html"


# The learning path ---------------------------------------------------------------------


def test_the_learning_path_lists_every_page_on_it(site: Path) -> None:
    page = links.parsed(site / LIST)
    listed = [
        link.get("href").removeprefix("../")
        for link in page.xpath("//*[@class='learning-path']//a")
    ]
    on_the_path = prerequisites.read().prerequisites
    wanted = {path.replace(".md", ".html") for path in on_the_path}
    assert {posixpath.normpath(f"start/../{name}") for name in listed} == wanted
    assert len(listed) == len(wanted)


def test_an_entry_says_what_it_builds_on(open_site) -> None:
    entry = open_site(LIST).locator(".learning-path li").filter(has_text=TITLE).first
    expect(entry).to_contain_text("builds on Pipelines and Words, characters, subwords")


# The foot and the tags -----------------------------------------------------------------


def test_every_page_but_the_first_has_a_foot(site: Path, built_pages) -> None:
    for name in built_pages:
        page = links.parsed(site / name)
        feet = page.xpath("//article//*[contains(@class, 'page-foot')]")
        assert len(feet) == (1 if "/" in name else 0), name
        if feet:
            rows = [dt.text_content() for dt in feet[0].iter("dt")]
            assert "Verified" in rows, name
            assert rows[-1] in ("Ran with", "Versions pinned"), name


def test_every_tag_leads_to_its_pages(open_site) -> None:
    page = open_site(NOTE)
    page.locator(".md-tags").get_by_role("link", name="heads", exact=True).click()
    page.wait_for_url("**/start/tags.html#tag:heads")
    listed = page.locator("h2[id='tag:heads'] + ul")
    expect(listed.get_by_role("link", name=TITLE)).to_be_visible()


def test_the_tags_list_every_page_that_has_them(site: Path) -> None:
    listed = {
        (tag.text_content().removesuffix("#").strip(), link.get("href"))
        for tag in links.parsed(site / "start/tags.html").xpath("//article//h2")
        for link in tag.getnext().iter("a")
    }
    pages = prerequisites.read().pages.values()
    wanted = {(t, p.path.replace(".md", ".html")) for p in pages for t in p.tags}
    found = {(t, posixpath.normpath(f"start/{name}")) for t, name in listed}
    assert found == wanted


# Former addresses ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("former", "now"),
    [
        ("start/map.html", "start/learning-path.html"),
        ("start/ledger.html#how-to-read-it", "start/results.html#how-to-read-it"),
    ],
)
def test_a_former_address_leads_to_the_page(open_site, former: str, now: str) -> None:
    page = open_site(former)
    page.wait_for_url(f"**/{now}")
