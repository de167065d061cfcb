"""Notebooks through mkdocs-jupyter: the parts of it that the site uses, and what pages show."""

from __future__ import annotations

import json
import re

import mkdocs_jupyter.config
import mkdocs_jupyter.nbconvert2
import mkdocs_jupyter.plugin
import pytest
from bs4 import BeautifulSoup, Tag
from fault_injection import Copy, code, notebook, text
from mkdocs.structure.pages import Page
from nbconvert.exporters import templateexporter

from nlpjourney.content import notebooks, pages
from nlpjourney.site import downloads, notebook_pages, render

RICH = r"""
Prose with $a_1 \pm \sqrt{b}$, a [link](../../topic/page.md), a [notebook](second.ipynb).

> [!note]
> Mind this.

## Same

- one

## Same
"""
TABLE = (
    "<table><tr><th></th><th>a</th></tr><tr><th>x</th><td>1 &lt; 2</td></tr></table>"
)
SVG = '<svg width="72.0pt" height="36.0pt"><path d="M0 0"/></svg>'
JSON = {"b": [1, "<b>"]}


def shows(data: dict[str, object]) -> dict[str, object]:
    output = {"output_type": "display_data", "metadata": {}, "data": data}
    return code("show()") | {"outputs": [output]}


@pytest.fixture(scope="module")
def built(fresh_copy) -> Copy:
    """A site with a notebook that holds each kind of cell and output."""
    copy = fresh_copy()
    notebook(
        copy,
        "first",
        text(RICH),
        code("print('<b>')", "<b>\n"),
        shows({"text/html": TABLE, "text/plain": "x"}),
        shows({"image/svg+xml": SVG, notebooks.PLOT: {"axes": []}}),
        code("print(1)", "1\n", unchecked="it varies"),
        text("```text\nshown <only>\n```"),
        shows({"application/json": JSON, "text/plain": "<JSON object>"}),
        shows({"text/html": "5 &lt; 6 [x](y) <p>rows</p>"}),
    )
    notebook(copy, "second", text("More."), code("print(2)", "2\n"))
    ran = copy.build()
    assert ran.code == 0, ran.said
    return copy


@pytest.fixture(scope="module")
def first(built: Copy) -> Tag:
    html = (built.root / "site/notebooks/basics/first.html").read_text("utf-8")
    return BeautifulSoup(html, "html.parser")


def test_the_places_where_the_site_meets_the_plugin_are_where_they_were() -> None:
    assert isinstance(mkdocs_jupyter.config.settings.templates_dir, str)
    assert mkdocs_jupyter.nbconvert2.settings is mkdocs_jupyter.config.settings
    assert issubclass(mkdocs_jupyter.plugin.NotebookFile, object)
    assert isinstance(templateexporter.default_filters, dict)
    assert callable(Page.render)


def test_markdown_cells_are_the_sites_markdown(first: Tag) -> None:
    links = first.select(".notebook + p > a")
    assert [a["href"] for a in links] == ["../../topic/page.html", "second.html"]
    assert first.select_one("math msqrt")
    assert first.select_one("math > mrow > mo").text == "±"  # with space around it
    assert first.select_one(".admonition.note").text.strip().endswith("Mind this.")
    assert [h["id"] for h in first.select("h2")] == ["same", "same_1"]
    assert first.select_one(".language-text:not(.block *)").text == "shown <only>\n"


def test_cells_are_blocks_with_their_outputs(first: Tag) -> None:
    cells = first.select(".block.cell")
    assert [cell["id"] for cell in cells] == [f"cell-{n}" for n in (3, 4, 5, 6, 8, 9)]
    printed, table, plot, unchecked, data, words = cells
    assert printed.select_one(".language-python code").text == "print('<b>')\n"
    assert printed.select_one(".language-text code").text == "<b>\n"
    assert [cell.text for cell in table.select("td")] == ["", "1 < 2"]
    picture = plot.select_one(".cell-plot > img")
    assert (picture["width"], picture["height"]) == ("96", "48")
    assert unchecked.p.text == "This output is not compared: it varies"
    assert json.loads(data.select_one(".language-text code").text) == JSON
    assert words.select_one(".cell-table").text == "5 < 6 [x](y) rows"


def test_a_picture_is_a_file_that_the_page_and_its_markdown_show(
    built: Copy, first: Tag
) -> None:
    folder = built.root / "site/notebooks/basics"
    source = first.select_one(".cell-plot > img")["src"]
    assert (folder / source).read_text("utf-8") == SVG
    assert f"]({source})" in (folder / "first.md").read_text("utf-8")


def test_no_style_sheet_and_no_script_is_in_the_page(built: Copy, first: Tag) -> None:
    assert first.select("article style, body style, body script") == []
    assert built.audit("site").said.count("was never run") == 2  # and nothing else
    assert "2 problems" in built.audit("site").said


def test_the_front_matter_stands_in_the_metadata(built: Copy) -> None:
    index = (built.root / "site/llms.txt").read_text("utf-8")
    assert "[A page](notebooks/basics/first.md): A page of a test." in index


def test_the_notebook_is_offered_as_it_is(built: Copy, first: Tag) -> None:
    link = first.select_one(".notebook a[download]")
    assert link["href"] == "first.ipynb"
    name = "notebooks/basics/first.ipynb"
    published = (built.root / "site" / name).read_bytes()
    assert published == (built.root / "docs" / name).read_bytes()


def test_the_markdown_of_a_notebook_is_nbconverts() -> None:
    sources = downloads.read()
    name = "notebooks/main_tasks/token_classification.ipynb"
    page, markdown = sources.pages[name], sources.texts[name]
    made = notebook_pages.markdown(page, markdown)
    assert made.count("which runs as a whole") == made.count("\n```python\n")
    assert made.count("\n```python\n") == len(page.cells) > 5
    for cell in page.cells.values():
        assert f"```python\n{cell.source}\n```" in made
    assert render.CELL not in made
    assert "<th>FIRST</th>" in made
    assert re.search(r"\n!\[Plot\. .*\]\(token_classification_files/\w+\.svg\)\n", made)


def test_a_broken_link_in_a_cell_stops_a_strict_build(copy: Copy) -> None:
    settings = copy.root / "mkdocs.yml"
    strict = settings.read_text("utf-8").replace("not_found: info", "not_found: warn")
    copy.page("start/results", "Results.")
    settings.write_text(strict, "utf-8")
    notebook(copy, "broken", text("A [link](nowhere.md)."), code("print(1)", "1\n"))
    ran = copy.python("-m", "mkdocs", "build")  # a quiet build does not count warnings
    assert ran.code != 0
    assert "nowhere.md" in ran.said


def test_an_editors_copies_are_no_pages(copy: Copy) -> None:
    file = notebook(copy, "first", code("print(1)", "1\n"))
    folder = file.parent / ".ipynb_checkpoints"
    folder.mkdir()
    (folder / "first-checkpoint.ipynb").write_bytes(file.read_bytes())
    found = [path.name for path in pages.notes(copy.root / "docs")]
    assert found == ["first.ipynb", "page.md"]
