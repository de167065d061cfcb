"""Notebooks as pages: mkdocs-jupyter finds them and lets nbconvert write their cells, with the
site's own templates and with Markdown that the site renders.

This uses unofficial parts of mkdocs-jupyter (``settings.templates_dir``, ``NotebookFile``, its
``render`` of a page) and nbconvert (``default_filters``): the versions are pinned, and
``tests/site/test_notebook_pages.py`` fails if one of these parts changes.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as SitePage
from mkdocs_jupyter.config import settings
from mkdocs_jupyter.plugin import NotebookFile
from nbconvert.exporters import MarkdownExporter
from nbconvert.exporters.templateexporter import default_filters
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from nlpjourney.content import notebooks
from nlpjourney.content.pages import Page
from nlpjourney.site.render import CELL, fenced

TEMPLATES = Path(__file__).with_name("templates")
ITS_STYLE = re.compile(r"\s*<style>.*?</style>\s*\Z", re.DOTALL)
POINTS = re.compile(r'width="([\d.]+)pt" height="([\d.]+)pt"|$')
PIXELS_PER_POINT = 4 / 3


@dataclass(frozen=True)
class Picture:
    """A recorded plot: its SVG, the address of its file relative to its page, a description in
    words, and its size in pixels."""

    svg: str
    address: str
    words: str
    width: int
    height: int


def set_up() -> None:
    """Let mkdocs-jupyter use the site's templates."""
    settings.templates_dir = str(TEMPLATES / "notebook")
    default_filters.update(FILTERS)


def is_notebook(page: SitePage) -> bool:
    return isinstance(page.file, NotebookFile)


def prepare(page: SitePage) -> None:
    """Let mkdocs-jupyter take the Markdown cells of ``page`` from MkDocs' rendering of the page's
    Markdown. MkDocs renders them all at once, so it checks links and no two headings have the same
    id."""
    render_cells = page.render

    def render(config: MkDocsConfig, files: Files) -> None:
        SitePage.render(page, config, files)
        toc, parts = page.toc, (page.content or "").split(CELL)
        default_filters["site_markdown"] = _taken_from(iter(parts[1:-1]))
        default_filters["site_picture"] = pictures_of(Path(page.file.name))
        render_cells(config, files)
        page.content = ITS_STYLE.sub("", page.content or "") + parts[-1]
        page.toc = toc

    page.render = render  # type: ignore[method-assign]


def _taken_from(parts: Iterator[str]) -> Any:
    return lambda source: next(parts, "")  # the default: for empty cells at the end


def pictures_of(name: Path) -> Any:
    """The filter that returns the picture of an output of the notebook ``name``."""
    return lambda output: picture(notebooks.read_output(output), name.stem)


def picture(output: notebooks.Output, stem: str) -> Picture:
    """The picture that an output of the notebook ``stem`` shows."""
    size = POINTS.search(output.svg)
    assert size
    width, height = (round(float(n or 0) * PIXELS_PER_POINT) for n in size.groups())
    digest = hashlib.sha256(output.svg.encode()).hexdigest()[:12]
    address = f"{stem}_files/{digest}.svg"
    return Picture(output.svg, address, notebooks.in_words(output), width, height)


def pictures(page: Page) -> dict[str, str]:
    """The plots of a notebook as SVG, by their addresses relative to its page."""
    found = (
        picture(output, page.path.stem)
        for cell in page.cells.values()
        for output in cell.outputs
        if output.kind == "plot"
    )
    return {one.address: one.svg for one in found}


def markdown(page: Page, text: str) -> str:
    """The notebook as nbconvert writes it in Markdown.

    Args:
        text: the result of ``render.markdown``: the Markdown cells, separated by marks.
    """
    return _markdown(page.path, page.path.stat().st_mtime_ns, text)


@functools.lru_cache(maxsize=256)
def _markdown(file: Path, changed: int, text: str) -> str:
    _, *cells, end = text.split(CELL)
    parts = iter(cells)
    content = nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]
    for cell in content.cells:
        if cell.cell_type == "markdown":
            cell.source = next(parts, "").strip("\n")
    exporter = _exporter()
    exporter.register_filter(  # type: ignore[no-untyped-call]
        "site_picture", pictures_of(file)
    )
    body, _ = exporter.from_notebook_node(content)
    return f"{body.strip()}\n\n{end.strip()}\n"


@functools.cache
def _exporter() -> MarkdownExporter:
    return MarkdownExporter(  # type: ignore[no-untyped-call]
        template_file="notebook.md.j2",
        extra_template_paths=[str(TEMPLATES)],
        filters=FILTERS,
        preprocessors=[],
        default_preprocessors=[],
    )


# Filters for the templates -------------------------------------------------------------


def _code(source: str) -> str:
    formatter = HtmlFormatter(cssclass="language-python highlight", wrapcode=True)
    return str(highlight(source, PythonLexer(stripnl=False), formatter))


def _escape(words: str) -> str:
    """The words, escaped so that Markdown sees no link and no HTML."""
    return re.sub(r"[][<>`\\]", r"\\\g<0>", words)


def _table(html: str) -> str:
    """A recorded table that Material leaves alone; an empty header becomes an ordinary cell."""
    table = notebooks.table(html).replace("<th></th>", "<td></td>")
    return table.replace("<table>", '<table class="framed">')


def _notes(cell: Any) -> Sequence[str]:
    declared = cell.metadata.get(notebooks.NAME, {})
    notes = (
        ("skip", "Only shown, not run here"),
        ("unchecked", "This output is not compared"),
    )
    return [f"{words}: {declared[key]}" for key, words in notes if declared.get(key)]


def _fence(text: str, language: str) -> str:
    return "\n".join(fenced(language, text)) + "\n"


FILTERS = {
    "site_code": _code,
    "site_escape": _escape,
    "site_fence": _fence,
    "site_notes": _notes,
    "site_output": notebooks.read_output,
    "site_table": _table,
}
