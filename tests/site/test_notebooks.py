"""A notebook's page as a reader meets it: cells, plots, tables, formulas, the file itself."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import ROOT
from nlpjourney import search_index

CLIPBOARD = ["clipboard-read", "clipboard-write"]
READ_CLIPBOARD = "navigator.clipboard.readText()"


@pytest.fixture(scope="session")
def notebook_pages(built_pages) -> list[str]:
    found = [name for name in built_pages if name.startswith("notebooks/")]
    assert len(found) >= 17
    return found


def notebook(name: str) -> Path:
    return ROOT / "docs" / Path(name).with_suffix(".ipynb")


def sources(name: str) -> list[str]:
    cells = json.loads(notebook(name).read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def test_every_cell_copies_as_it_stands(open_site, notebook_pages) -> None:
    page = open_site(permissions=CLIPBOARD)
    for name in notebook_pages:
        page.goto(name)
        cells = page.locator("figure.cell").all()
        assert len(cells) == len(sources(name)) > 3
        for cell, source in zip(cells, sources(name), strict=True):
            cell.locator(".block-copy").click()
            expect(cell.locator(".block-copied")).to_have_text("Copied")
            assert page.evaluate(READ_CLIPBOARD) == source + "\n"


def test_the_notebook_downloads_as_it_stands(open_site, notebook_pages) -> None:
    page = open_site()
    for name in notebook_pages:
        page.goto(name)
        with page.expect_download() as started:
            page.locator("aside.notebook .block-download").first.click()
        file = notebook(name)
        assert started.value.suggested_filename == file.name
        assert started.value.path().read_bytes() == file.read_bytes()
        commands = page.locator("aside.notebook dd").all_text_contents()
        opened = f"notebooks/{file.parent.name}/{file.stem}"
        assert commands == [
            f"jupyter lab {file.name}",
            f"python -m nlpjourney run {opened}",
        ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_plots_are_drawn_and_told(open_site, notebook_pages, dark) -> None:
    page = open_site(color_scheme="dark" if dark else "light")
    seen = 0
    for name in notebook_pages:
        page.goto(name)
        for plot in page.locator("img.cell-plot").all():
            plot.scroll_into_view_if_needed()
            expect(plot).to_have_js_property("complete", True)
            assert plot.evaluate("i => i.naturalWidth") > 100
            assert len(plot.get_attribute("alt")) > len("Plot. ")
            seen += 1
    assert seen > 17


def test_formulas_are_drawn(open_site, notebook_pages) -> None:
    page = open_site()
    seen = 0
    for name in notebook_pages:
        page.goto(name)
        for formula in page.locator("math").all():
            assert formula.bounding_box()["width"] > 5
            seen += 1
        text = page.locator("article").inner_text()
        assert "\\(" not in text
        assert "$$" not in text
    assert seen > 0


def test_no_traces_of_other_looks(open_site, notebook_pages) -> None:
    """Nothing of Jupyter's gutter, raw admonitions or styles of a table's own."""
    page = open_site()
    for name in notebook_pages:
        page.goto(name)
        text = page.locator("article").inner_text()
        for raw in ("In [", "Out[", "!!! ", "[!note]", "[!warning]"):
            assert raw not in text, f"{name}: {raw}"
        assert page.locator("article style, article script").count() == 0


def test_the_search_knows_a_notebook_by_its_headings(site, notebook_pages) -> None:
    found = [page for page in search_index.read(site) if page.kind == "notebook"]
    assert [page.url for page in found] == notebook_pages
    headings = [section.heading for page in found for section in page.sections]
    assert len(headings) > len(found)
    assert [heading for heading in headings if "¶" in heading or not heading] == []
