"""The site from a zip, unpacked into a folder and opened there: no server, no network."""

import pytest
from playwright.sync_api import Page, expect
from support import BLOCK, PICTURE, PLOT, READ_CLIPBOARD, file_of

NOTE, PLOTTED = "models/heads.html", "models/generation.html"
PAGES = (
    "index.html",
    NOTE,
    "notebooks/basics/hf_datasets.html",
    "start/results.html",
    "toolbox/tools.html",
    "404.html",
)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_its_look(open_folder, name) -> None:
    page = open_folder(name)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(251, 251, 249)"
    page.get_by_title("Switch to dark").click()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(16, 22, 28)"


def test_a_block_is_copied(open_folder) -> None:
    page = open_folder(NOTE)
    block = page.locator(BLOCK).first
    block.locator(".block-copy").click()
    expect(block.locator(".block-copied")).to_have_text("Copied")
    copied = page.evaluate(READ_CLIPBOARD)
    assert copied.encode() == file_of(block).read_bytes()


def test_the_page_as_markdown_is_a_link_where_it_cannot_be_fetched(
    open_folder, folder
) -> None:
    page = open_folder(NOTE)
    actions = page.locator(".page-actions")
    expect(actions.locator(".page-copy")).to_be_hidden()
    there = actions.get_by_role("link", name="Markdown", exact=True)
    assert there.evaluate("a => a.href") == (folder / "models" / "heads.md").as_uri()
    there = actions.get_by_role("link", name="Download the snippets (zip)")
    assert there.evaluate("a => a.href") == (folder / "models" / "heads.zip").as_uri()


def test_tables_filter_and_sort(open_folder) -> None:
    page = open_folder("toolbox/tools.html")
    table = page.locator(".filterable").first
    rows = table.locator("tbody tr:visible")
    everything = rows.count()
    table.get_by_role("searchbox").fill("vllm")
    expect(rows.first).to_contain_text("vLLM")
    assert 0 < rows.count() < everything
    assert "filter=vllm" in page.url
    table.locator("th button").first.click()
    expect(table.locator("th").first).to_have_attribute("aria-sort", "ascending")


def sizes(page: Page, pictures: str) -> list[int]:
    """The widths of the images at this selector, which the browser could draw."""
    return page.locator(pictures).evaluate_all(
        """images => Promise.all(images.map((image) => {
          image.loading = "eager";
          return image.decode().then(() => image.naturalWidth);
        }))"""
    )


def test_plots_and_pictures_are_drawn(open_folder) -> None:
    for name in (PLOTTED, NOTE):
        page = open_folder(name)
        assert min(sizes(page, PICTURE)) > 200
        box = page.locator(PICTURE).first.bounding_box()
        assert box is not None
        assert box["width"] > 200
    page = open_folder("notebooks/basics/hf_finetuning.html")
    assert min(sizes(page, PLOT)) > 100


def test_links_lead_from_page_to_page(open_folder, folder) -> None:
    page = open_folder("index.html")
    page.locator("article").get_by_role("link", name="Model heads", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Model heads")
    assert page.url == (folder / NOTE).as_uri()


def test_what_a_folder_cannot_give_is_reported(open_folder, problems) -> None:
    """An injected fault is reported."""
    page = open_folder(NOTE)
    assert (
        page.evaluate("fetch('heads.md').then(() => 'read', () => 'refused')")
        == "refused"
    )
    assert problems
    problems.clear()
