"""The Python-Markdown extension that shows a block: code, command, recorded output, provenance.

It stands in ``markdown_extensions``, not in a hook, so any generator that renders with
Python-Markdown shows the same page. Blocks come from :func:`nlpjourney.content.pages.expand`; the
code is highlighted by pymdownx.superfences.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from pymdownx.superfences import SuperFencesCodeExtension, SuperFencesException

from nlpjourney import paths
from nlpjourney.content import notebooks, pages, prerequisites, results, snapshots
from nlpjourney.content.notebooks import Cell, Output
from nlpjourney.content.pages import Block
from nlpjourney.site import (
    charts,
    glossary,
    maths,
    page_info,
    path_list,
    tables,
)
from nlpjourney.site.markup import breakable, day, facts

BEFORE_EVERYTHING, AFTER_EVERYTHING = 200, -1
LONG = 30  # lines


class BlocksExtension(Extension):
    """Expands a page and renders its blocks; ``repo_url`` adds links to the repository."""

    def __init__(self, **configs: Any) -> None:
        self.config = {"repo_url": ["", "the repository's address, or empty"]}
        super().__init__(**configs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        renderer = Renderer(md, str(self.getConfig("repo_url") or ""))
        md.inlinePatterns.register(
            renderer.terms, "glossary", glossary.AFTER_ALL_OTHERS
        )
        md.preprocessors.register(renderer, "nlpjourney", BEFORE_EVERYTHING)
        fences = _superfences(md)
        for language in pages.SUFFIX:
            fences.extend_super_fences(language, renderer.block, _accept, None)
        fences.extend_super_fences(
            pages.NOTEBOOK, renderer.notebook_strip, _accept, None
        )
        fences.extend_super_fences(pages.ACTIONS, renderer.page_actions, _accept, None)
        md.treeprocessors.register(maths.MathMl(md), "mathml", maths.AFTER_INLINE)
        md.treeprocessors.register(tables.Frames(md), "tables", tables.AFTER_INLINE)
        fences.extend_super_fences("chart", renderer.chart, _accept, None)
        fences.extend_super_fences("results", renderer.results_table, _accept, None)
        fences.extend_super_fences("verified", renderer.verified_line, _accept, None)
        fences.extend_super_fences("learning-path", renderer.path_list, _accept, None)
        md.treeprocessors.register(Foot(renderer), "foot", AFTER_EVERYTHING)


def makeExtension(**configs: Any) -> BlocksExtension:  # noqa: N802 (Python-Markdown's name)
    return BlocksExtension(**configs)


def _superfences(md: Markdown) -> SuperFencesCodeExtension:
    def registered() -> SuperFencesCodeExtension | None:
        found = (
            e
            for e in md.registeredExtensions
            if isinstance(e, SuperFencesCodeExtension)
        )
        return next(found, None)

    if registered() is None:
        md.registerExtensions(["pymdownx.superfences"], {})
    fences = registered()
    assert fences is not None
    return fences


def _accept(language: str, inputs: Any, options: Any, attrs: Any, md: Markdown) -> bool:
    """Let a fence through with what :meth:`Page.annotated` wrote on it."""
    fences: Any = md.preprocessors["fenced_code_block"]
    fences.get_hl_settings()
    options.update(inputs)
    return True


@dataclass(frozen=True)
class Place:
    """A page's path below docs/, its address below the site's root, and what stands for
    the build that it is part of."""

    source: str
    url: str
    build: object = None


class Renderer(Preprocessor):
    """Expands one page's lines and turns its fences into HTML."""

    def __init__(self, md: Markdown, repo_url: str) -> None:
        super().__init__(md)
        self.repo_url = repo_url.rstrip("/")
        self.blocks: dict[str, Block] = {}
        self.notebook: Block | None = None
        self.cells: dict[str, Cell] = {}
        self.results = results.load()
        self.terms = glossary.TermLinks(md, lambda: self._place().source)
        self.plots = 0

    def run(self, lines: list[str]) -> list[str]:
        path = paths.DOCS / self._place().source
        first_line = 1
        if path.is_file():  # front matter is cut off before Markdown sees the page
            first_line += max(0, len(path.read_text("utf-8").split("\n")) - len(lines))
        page = self.page = pages.expand(path, lines, first_line)
        self.learning_path = prerequisites.read(self._place().build)
        self.blocks = {block.snippet: block for block in page.blocks}
        self.notebook = page.notebook
        self.cells = {cell.id: cell for cell in page.cells.values()}
        self.terms.reset()
        self.plots = 0
        return page.annotated()

    def _place(self) -> Place:
        """Where the page stands, as MkDocs or Zensical tells; plain Markdown knows none."""
        if "relpath" in self.md.treeprocessors:
            file: Any = self.md.treeprocessors["relpath"]
            return Place(file.file.src_uri, file.file.url, file.files)
        if "rendering_context" in self.md.preprocessors:
            context: Any = self.md.preprocessors["rendering_context"]
            return Place(context.page.path, context.page.url)
        return Place("(no file)", "")

    def _url(self, target: str) -> str:
        """A relative link from this page to ``target``, a path below the site's root."""
        return self._file(self._address(target))

    def _address(self, target: str) -> str:
        """The address of ``target``, a path below docs/, below the site's root."""
        here = self._place().url
        if target.endswith(".md") and (not here or here.endswith("/")):
            return target.removesuffix(".md").removesuffix("index").rstrip("/") + "/"
        if target.endswith(".md"):
            return target.removesuffix(".md") + ".html"
        return target

    def _file(self, target: str) -> str:
        """A relative link from this page to a file, by its path below the site's root."""
        return "../" * self._place().url.count("/") + target

    # A block

    def block(self, language: str, options: dict[str, str], **fence: Any) -> str:
        """The HTML of one block, called by superfences with the fence's content.

        Raises:
            SuperFencesException: the block has no recorded output (superfences lets only
                this kind through).
        """
        fences: Any = self.md.preprocessors["fenced_code_block"]

        def highlighted(program: dict[str, Any]) -> str:
            return str(fences.highlight(language=language, options={}, **program))

        if "cell" in options:
            return _cell(self.cells[options["cell"]], highlighted(fence))
        block = self.blocks[options["snippet"]]
        snippet = block.snippet
        stem = Path(snippet).stem
        return (
            f'<figure class="block" id="block-{stem}" data-snippet="{escape(snippet)}">'
            f"{self._title(block)}"
            f"{_code(highlighted(fence), fence['src'])}"
            f"{self._steps(block)}"
            f"{_output(block)}"
            f"{self._provenance(block)}"
            f"{_with_the_hub(block, highlighted, fence)}"
            "</figure>"
        )

    def _title(self, block: Block) -> str:
        url = escape(self._url(f"snippets/{block.snippet}"))
        folder, _, name = map(escape, block.snippet.rpartition("/"))
        repository = ""
        if self.repo_url:
            source = escape(f"{self.repo_url}/blob/main/snippets/{block.snippet}")
            repository = (
                f'<a class="block-button block-repository" href="{source}" data-search-exclude '
                f'aria-label="{name} in the repository"><span>Repository</span></a>'
            )
        return (
            '<figcaption class="block-title">'
            f'<a class="block-path" href="{url}"><span>{folder}/</span><wbr>{name}</a>'
            f"{repository}"
            f'<a class="block-button block-download" href="{url}" download="{name}" '
            f'data-search-exclude aria-label="Download {name}"><span>Download</span></a>'
            '<button class="block-button block-copy" type="button" '
            f'data-search-exclude aria-label="Copy {name}"><span>Copy</span></button>'
            "</figcaption>"
        )

    def _steps(self, block: Block) -> str:
        """The button that a reader presses to step through the recorded trace."""
        try:
            steps = snapshots.count_steps(block)
        except snapshots.MissingOutput:  # an edit that is not verified yet
            steps = 0
        if not steps:
            return ""
        trace = escape(self._url(f"snippets/{block.snippet}"))
        trace = trace.removesuffix(".py") + pages.TRACE
        return (
            f'<div class="block-steps" data-trace="{trace}" data-search-exclude>'
            '<button class="block-button block-step" type="button" aria-expanded="false" '
            f'aria-label="Step through {escape(block.file.name)}">Step through</button>'
            f"<span>{steps} recorded steps</span></div>"
        )

    # Downloads

    def page_actions(self, **_: Any) -> str:
        """The page as Markdown, its snippets in one file."""
        return f'<p class="page-actions" data-search-exclude>{self._actions()}</p>'

    def _actions(self) -> str:
        source = self._place().source
        packed = source.removesuffix(".md") + ".zip"
        url, zip_url = escape(self._file(source)), escape(self._file(packed))
        snippets = (
            f'<a class="block-button block-download" href="{zip_url}" download '
            'aria-label="Download the snippets (zip)"><span>Snippets (zip)</span></a>'
        )
        return (
            '<button class="block-button page-copy" type="button">'
            "<span>Copy page as Markdown</span></button>"
            f'<a class="block-button page-markdown" href="{url}" type="text/markdown">'
            f"<span>Markdown</span></a>{snippets if self.page.fences else ''}"
        )

    # A notebook

    def notebook_strip(self, **_: Any) -> str:
        """What stands below a notebook's title: download, how to open it, when it ran.

        Raises:
            SuperFencesException: a cell was never executed.
        """
        block = self.notebook
        assert block is not None
        try:
            snapshots.check_executed(block)
        except snapshots.MissingOutput as missing:
            raise SuperFencesException(str(missing)) from None
        files = "".join(
            f'<a class="block-button block-download" href="{escape(name)}" '
            f'download="{escape(name)}">{escape(name)}</a>'
            for name in (block.file.name, *notebooks.data_files(block.file))
        )
        commands = (
            ("With the Hub", f"jupyter lab {block.file.name}"),
            ("Offline, in a clone", block.command),
        )
        opened = "".join(
            f"<dt>{name}</dt><dd><code>{breakable(command)}</code></dd>"
            for name, command in commands
        )
        return (
            f'<aside class="notebook" data-notebook="{escape(block.snippet)}" '
            'data-search-exclude aria-label="This notebook">'
            f'<p class="page-actions">{self._actions()}{files}</p><dl>{opened}</dl>'
            f"{self._provenance(block)}</aside>"
        )

    def _provenance(self, block: Block) -> str:
        state, run = self.results.state(block), self.results.passed(block)
        if run and state == "passed":
            text = f'<span class="block-passed">Ran</span> {_measured(run)}'
        else:
            text = STATES[state].format(why=escape(block.options.skip))
        link = escape(self._url("start/results.md") + f"#{_row_id(block)}")
        return (
            f'<p class="block-provenance" data-search-exclude>{text} '
            f'<a href="{link}">Results</a></p>'
        )

    # A plot

    def chart(self, src: str, **_: Any) -> str:
        """A plot of what a block of this page printed.

        Raises:
            SuperFencesException: the fence or the recorded output does not give one.
        """
        self.plots += 1
        try:
            spec = charts.Spec.parse(src)
            if spec.snippet not in self.blocks:
                raise charts.PlotError(
                    f"{spec.snippet} is no block of this page; a plot stands below its block"
                )
            output = snapshots.read(self.blocks[spec.snippet])
            return charts.draw(spec, output, f"plot-{self.plots}")
        except (charts.PlotError, snapshots.MissingOutput) as error:
            raise SuperFencesException(f"{self._place().source}: {error}") from None

    # The learning path

    def path_list(self, **_: Any) -> str:
        """The pages in an order to read them, with what builds on what."""
        return path_list.draw(self.learning_path, self._url)

    def foot(self) -> str:
        """What stands below a page; the first page has none."""
        if "/" not in self._place().source:
            return ""
        return page_info.draw(self.page, self.learning_path, self.results, self._url)

    # The results, whole and in one line

    def verified_line(self, **_: Any) -> str:
        """What the last runs of all programs saw, in one sentence."""
        programs = self._all_programs()
        if not programs.runs:
            return NOTHING_VERIFIED
        url = escape(self._url("start/results.md"))
        states = programs.states
        state = "passed" if set(states.values()) == {"passed"} else "partly"
        told = " and ".join(
            f"{sum(states[block] == 'passed' for block in some)} of {len(some)} {name}"
            for name, some in (
                ("blocks", [b for b in programs.blocks if not b.is_notebook]),
                ("notebooks", [b for b in programs.blocks if b.is_notebook]),
            )
            if some
        )
        return (
            f'<p class="verified verified-{state}" data-search-exclude>'
            f"<strong>{told}</strong> passed when they last ran, on "
            f"{day(programs.date)}, in {programs.seconds:,.0f} seconds of program time. "
            f'<a href="{url}">See all results</a></p>'
        )

    def results_table(self, **_: Any) -> str:
        """All programs as a table, with totals above; or a sentence that none ran."""
        programs = self._all_programs()
        if not programs.runs:
            return NOTHING_VERIFIED
        head = "".join(
            f'<th class="number">{name}</th>' if name in NUMBERS else f"<th>{name}</th>"
            for name in COLUMNS
        )
        rows = "".join(
            self._row(block, state, programs.runs.get(block))
            for block, state in programs.states.items()
        )
        told = "".join(
            f"<div><dt>{name}</dt><dd>{programs.count(state)}</dd></div>"
            for name, state in TOTALS
            if state in TOLD_ALWAYS or programs.count(state)
        )
        url = escape(self._url(results.NAME))
        return (
            '<dl class="totals" data-search-exclude>'
            f"<div><dt>Programs</dt><dd>{len(programs.blocks)}</dd></div>{told}"
            f"<div><dt>Seconds</dt><dd>{programs.seconds:,.0f}</dd></div>"
            f"<div><dt>Last run</dt><dd>{day(programs.date)}</dd></div>"
            "</dl>"
            '<p class="results" data-search-exclude>'
            f'<a href="{url}" download>{results.NAME}</a></p>'
            '<div class="filterable sortable" data-search-exclude>'
            '<div class="table" role="group" aria-label="Results"><table class="framed">'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></div>"
        )

    def _row(self, block: Block, state: results.State, run: results.Run | None) -> str:
        page = block.page.relative_to(paths.DOCS).as_posix()
        place = "" if block.is_notebook else f"#block-{block.file.stem}"
        url = escape(self._url(page) + place)
        cpu = [f"{name}: {chosen}" for name, chosen in run.cpu.items()] if run else []
        used = facts([*_used(run), *cpu]) if run else ""
        return (
            f'<tr id="{_row_id(block)}">'
            f'<td><a href="{url}">{breakable(block.snippet)}</a></td>'
            f'<td><span class="tag result-{state}">{state}</span></td>'
            f'<td class="number">{f"{run.seconds:g}" if run else "-"}</td>'
            f'<td class="number">{f"{run.peak_mib:,}" if run else "-"}</td>'
            f'<td class="facts">{used or "-"}</td>'
            f"<td>{day(run.date if run else '')}</td>"
            "</tr>"
        )

    def _all_programs(self) -> results.Overview:
        return results.overview(self.results, pages.all_pages())


class Foot(Treeprocessor):
    """Adds a page's foot, below whatever else is added to its end."""

    def __init__(self, renderer: Renderer) -> None:
        super().__init__(renderer.md)
        self.renderer = renderer

    def run(self, root: Element) -> None:
        if foot := self.renderer.foot():
            SubElement(root, "p").text = self.md.htmlStash.store(foot)


COLUMNS = ("Block", "Result", "Seconds", "Peak MiB", "Ran with", "Last run")
NUMBERS = ("Seconds", "Peak MiB")
NOTHING_VERIFIED = "<p>Nothing was verified yet.</p>"
STATES = {
    "skipped": "Not run here: {why}",
    "unverified": "Not verified yet.",
    "changed": "Changed since it last ran.",
    "failed": "Failed when it last ran.",
}
TOTALS: tuple[tuple[str, results.State], ...] = (
    ("Passed", "passed"),
    ("Failed", "failed"),
    ("Not run", "skipped"),
    ("Changed", "changed"),
    ("Unverified", "unverified"),
)
TOLD_ALWAYS = ("passed", "failed", "skipped")


def _row_id(block: Block) -> str:
    return "ran-" + escape(block.snippet.replace("/", "-").replace(".", "-"))


def _code(highlighted: str, source: str) -> str:
    """A program; a long one shows its first lines, so that its output is seen at once."""
    lines = source.count("\n") + 1
    if lines <= LONG:
        return f'<div class="block-code">{highlighted}</div>'
    return (
        f'<div class="block-code block-long">{highlighted}</div>'
        '<button class="block-unfold" type="button" aria-expanded="false" '
        f"data-search-exclude>Show all {lines} lines</button>"
    )


def _output(block: Block) -> str:
    try:
        shown = escape(snapshots.read(block))
    except snapshots.MissingOutput as missing:
        if not block.options.skip:
            raise SuperFencesException(str(missing)) from None
        shown = ""
    return (
        '<div class="block-output">'
        '<p class="block-command"><span aria-hidden="true">$ </span>'
        f"<code>{breakable(block.command)}</code></p>"
        f'<pre class="block-printed" role="group" aria-label="Recorded output of '
        f'{escape(block.file.name)}">{shown}</pre></div>'
    )


def _cell(cell: Cell, code: str) -> str:
    """A notebook's cell: code and outputs, in the look of a block."""
    notes = [f"Only shown, not run here: {cell.skip}"] if cell.skip else []
    if cell.unchecked:
        notes.append(f"This output is not compared: {cell.unchecked}")
    shown = "".join(_cell_output(output, cell) for output in cell.outputs)
    said = "".join(f'<p class="block-provenance">{escape(note)}</p>' for note in notes)
    return (
        f'<figure class="block cell" id="cell-{cell.number}" data-cell="{cell.id}">'
        '<button class="block-button block-copy" type="button" data-search-exclude '
        f'aria-label="Copy cell {cell.number}"><span>Copy</span></button>'
        f'<div class="block-code">{code}</div>{shown}{said}</figure>'
    )


def _cell_output(output: Output, cell: Cell) -> str:
    if output.kind == "plot":
        picture = base64.b64encode(output.svg.encode()).decode()
        size = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"|$', output.svg)
        assert size
        pixels = [round(float(number or 0) * 4 / 3) for number in size.groups()]
        return (
            f'<img class="cell-plot" alt="{escape(notebooks.in_words(output))}" '
            f'width="{pixels[0]}" height="{pixels[1]}" '
            f'src="data:image/svg+xml;base64,{picture}">'
        )
    if output.kind == "table":
        table = output.text.replace("<th></th>", "<td></td>")  # it heads no column
        table = table.replace("<table>", '<table class="framed">')
        return (
            '<div class="cell-table" role="group" '
            f'aria-label="Table of cell {cell.number}">{table}</div>'
        )
    return (
        '<div class="block-output"><pre class="block-printed" role="group" '
        f'aria-label="Recorded output of cell {cell.number}">{escape(output.text)}</pre>'
        "</div>"
    )


def _with_the_hub(
    block: Block, highlighted: Callable[[dict[str, Any]], str], fence: dict[str, Any]
) -> str:
    """The same program with the Hub's checkpoint in its one constant, folded away."""
    if not block.options.hub:
        return ""
    code = highlighted(fence | {"src": block.with_the_hub.rstrip("\n")})
    checkpoint = escape(block.options.hub)
    return (
        f'<details class="block-hub" data-search-exclude><summary>With the Hub: '
        f"<code>{breakable(block.options.hub)}</code> in the one constant "
        "<em>(not run here)</em></summary>"
        '<div class="block-hub-code">'
        '<button class="block-button block-copy-hub" type="button" '
        f'aria-label="Copy the program with {checkpoint}"><span>Copy</span></button>'
        f"{code}</div></details>"
    )


def _measured(run: results.Run) -> str:
    figures = [f"{run.seconds:g} s", f"{run.peak_mib:,} MiB"]
    return f"{day(run.date)} · " + facts([*figures, *_used(run)])


def _used(run: results.Run) -> list[str]:
    """The libraries with their versions, then the checkpoints and data sets."""
    versions = [f"{name} {version}" for name, version in run.versions.items()]
    return [*versions, *run.checkpoints]
