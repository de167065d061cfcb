"""The end of a page, the learning path, the tags."""

import posixpath
from pathlib import Path, PurePosixPath

import links
import pytest
from playwright.sync_api import expect

from nlpjourney.content import prerequisites

NOTE, TITLE = "models/heads.html", "Model heads"
LIST = "start/learning-path.html"


def built(path: str) -> str:
    """The page that the site builds from a source."""
    return PurePosixPath(path).with_suffix(".html").as_posix()


# The learning path ---------------------------------------------------------------------


def test_the_learning_path_lists_every_page_on_it(site: Path) -> None:
    page = links.parsed(site / LIST)
    listed = [
        link.get("href") for link in page.xpath("//*[@class='learning-path']//li/a[1]")
    ]
    wanted = {built(path) for path in prerequisites.read().prerequisites}
    assert {posixpath.normpath(f"start/{name}") for name in listed} == wanted
    assert len(listed) == len(wanted)


def test_an_entry_says_what_it_builds_on(open_site) -> None:
    entry = open_site(LIST).locator(".learning-path li").filter(has_text=TITLE).first
    expect(entry).to_contain_text("builds on Pipelines and Words, characters, subwords")


# The end and the tags ------------------------------------------------------------------


def test_every_page_but_the_first_ends_with_what_is_known_of_it(
    site: Path, built_pages
) -> None:
    on_the_path = {built(path) for path in prerequisites.read().prerequisites}
    for name in built_pages:
        page = links.parsed(site / name)
        ends = page.xpath("//article//*[contains(@class, 'page-info')]")
        assert len(ends) == (1 if "/" in name else 0), name
        if ends:
            rows = [strong.text_content() for strong in ends[0].iter("strong")]
            leads_back = rows[-1] == "All pages"
            assert leads_back == (name in on_the_path), name
            *_, verified, versions = rows[:-1] if leads_back else rows
            assert verified == "Verified", name
            assert versions in ("Ran with", "Versions pinned"), name
            assert ends[0].getnext() is None, name


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
    wanted = {(tag, built(page.path)) for page in pages for tag in page.tags}
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
