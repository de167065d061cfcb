"""Rendering of a page to Markdown: blocks with their outputs and results, charts, tables, lists.

All uses share one text: Material shows it, readers download it, ``llms-full.txt`` contains it, and
stock pytest-codeblocks runs each of its blocks, or finds above it the reason why it cannot.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from nlpjourney import paths
from nlpjourney.content import (
    experiments,
    indexes,
    notebooks,
    pages,
    results,
    snapshots,
)
from nlpjourney.content.options import Options
from nlpjourney.content.pages import Block, Fence, Page
from nlpjourney.content.prerequisites import LearningPath
from nlpjourney.content.results import Overview, Run, State
from nlpjourney.site import charts, page_info
from nlpjourney.site.page_info import in_code
from nlpjourney.site.templating import fill

CHARTS = "assets/charts"
MOST_LINKS = 12  # to the programs that use one name
MAX_LINES = 30  # of a program that is shown whole at first
MAX_ROWS = 20  # of a table without a filter
CODE = re.compile(r"""[\w.]=|["'`\[{]|\w\.[A-Za-z]""")  # what prose does not have
MAIN = 'if __name__ == "__main__":'
RESULTS = "start/results.md"
CELL = notebooks.MARK
GITHUB = "https://github.com/"
COLAB = "https://colab.research.google.com/github/"
FOOTNOTES = "///Footnotes Go Here///"  # where Python-Markdown puts them
A_FOOTNOTE = re.compile(r"^\[\^[^\]\n]+\]:", re.MULTILINE)
NOTHING_VERIFIED = "Nothing was verified yet."
STATES: dict[State, str] = {
    "skipped": "Not run here: {why}",
    "unverified": "Not verified yet.",
    "changed": "Changed since it last ran.",
    "failed": "Failed when it last ran.",
}
COLUMNS = ("Block", "Result", "Seconds", "Peak MiB", "Ran with", "Last run")
TOTALS: tuple[tuple[str, State], ...] = (
    ("passed", "passed"),
    ("failed", "failed"),
    ("not run", "skipped"),
    ("changed since", "changed"),
    ("unverified", "unverified"),
)


@dataclass(frozen=True)
class Site:
    """What pages show besides their own content: all programs with their results, the learning
    path, the address of the repository (or an empty text)."""

    programs: Overview
    learning_path: LearningPath
    repo_url: str = ""


def markdown(page: Page, site: Site) -> str:
    """The page as Markdown, without its front matter.

    Raises:
        MissingOutput, PlotError: what the page shows was not recorded.
    """
    return Renderer(page, site).markdown()


def drawn_charts(page: Page) -> dict[str, charts.Chart]:
    """The charts of a page by the paths of their files below the site's root.

    Raises:
        MissingOutput, PlotError: as :func:`markdown`.
    """
    stem = page.path.relative_to(paths.DOCS).with_suffix("").as_posix()
    fences = [fence for fence in page.every_fence if fence.language == "chart"]
    return {
        f"{CHARTS}/{stem}-{number}.svg": _draw(page, fence)
        for number, fence in enumerate(fences, 1)
    }


def _draw(page: Page, fence: Fence) -> charts.Chart:
    try:
        spec = charts.Spec.parse(fence.text)
        return charts.draw(spec, _printed(page, spec.snippet))
    except charts.PlotError as error:
        raise charts.PlotError(f"{page.origins[fence.first]}: {error}") from None


def _printed(page: Page, program: str) -> str:
    """What a block or an experiment of the page printed."""
    shown = map(experiments.experiment, page.experiments)
    if found := next((one for one in shown if str(one) == program), None):
        return experiments.columns(experiments.read(found))
    block = next((b for b in page.blocks if b.snippet == program), None)
    if block is None:
        raise charts.PlotError(
            f"{program} is not a block of this page; name one, or move the chart to its page"
        )
    return snapshots.read(block)


def why_not_alone(block: Block) -> str:
    """Why the block cannot run in any process, with only the libraries; empty if it can."""
    options, usual = block.options, Options()
    if options.skip:
        return options.skip
    if options.trains:
        return f"trains {options.trains} for other blocks"
    if block.local_ids:
        return f"needs {', '.join(sorted(block.local_ids))}, which this site trains"
    if options.timeout > usual.timeout:
        return f"may take {options.timeout:g} seconds"
    if options.memory > usual.memory:
        return f"may take {options.memory:g} GiB"
    if MAIN in block.program:
        return "works only as a program, under __main__"
    return options.alone


class Renderer:
    """Renders one page."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page = page
        self.site = site
        self.path = page.path.relative_to(paths.DOCS).as_posix()
        self.charts = iter(drawn_charts(page).items())
        self.tables = iter(page.tables)

    def markdown(self) -> str:
        lines = self._notebook() if self.page.notebook else self._note(self.page)
        text = "\n".join(lines).strip("\n")
        if "/" not in self.path:  # the first page
            return f"{text}\n"
        end = page_info.markdown(
            self.page, self.site.learning_path, self.site.programs.results, self._link
        )
        footnotes = f"{FOOTNOTES}\n\n" if A_FOOTNOTE.search(text) else ""
        return f"{text}\n\n{footnotes}{end}\n"

    def _note(self, page: Page) -> Iterator[str]:
        lines, below = page.lines, 0
        for fence in page.every_fence:
            yield from lines[below : fence.first]
            below = fence.last + 1
            if fence.block:
                yield from self._block(fence.block, fence.indent)
            elif fence.language in pages.GENERATED:
                yield from self._put(fence.language, fence.indent)
            else:
                yield from lines[fence.first : below]
        yield from lines[below:]

    def _notebook(self) -> Iterator[str]:
        """Yield a notebook's Markdown cells, each after a mark; mkdocs-jupyter shows the code cells
        between them."""
        block = self.page.notebook
        assert block is not None
        snapshots.check_executed(block)
        for cell in notebooks.read(block.file).cells:
            if not cell.is_code:
                source = cell.source.split("\n")
                if "```" in cell.source:
                    source = [*self._note(pages.expand(block.file, source, cell.line))]
                yield from ("", CELL, "", source[0])
                if cell.number == 1:
                    yield from ("", *self._about(block).split("\n"), "")
                yield from source[1:]
        yield from ("", CELL, "")

    def _about(self, block: Block) -> str:
        """The text below a notebook's title: its files, how to open it, when it ran."""
        return fill(
            "notebook.md",
            name=block.file.name,
            data_files=notebooks.data_files(block.file),
            command=block.command,
            links=self._repository_links(block),
            provenance=self.provenance(block),
        )

    # A block

    def _block(self, block: Block, indent: str) -> list[str]:
        folder, _, name = block.snippet.rpartition("/")
        program = block.program.rstrip("\n")
        shown = fill(
            "block.md",
            is_long=program.count("\n") >= MAX_LINES,
            is_nested=bool(indent),
            stem=Path(name).stem,
            folder=folder,
            name=name,
            address=self._to(f"snippets/{block.snippet}"),
            links=self._repository_links(block),
            as_it_ran="\n".join(self._as_it_ran(block, program)),
            with_the_hub="\n".join(_with_the_hub(block)),
        )
        return [indent + line for line in shown.split("\n")]

    def _as_it_ran(self, block: Block, program: str) -> Iterator[str]:
        """Yield the program, the link to its steps, its output, and its provenance."""
        yield from _program(program, block.language, why_not_alone(block))
        if steps := _count_steps(block):
            trace = block.snippet.removesuffix(".py") + pages.TRACE
            yield f"[Step through {steps} recorded steps]({self._to(f'snippets/{trace}')})"
            yield ""
        if block.recorded.is_file() or not block.options.skip:
            yield from fenced("text", f"$ {block.command}\n{snapshots.read(block)}")
        yield self.provenance(block)

    def provenance(self, block: Block) -> str:
        """When the program last ran, how long it took, and with what."""
        known = self.site.programs.results
        state, run = known.state(block), known.passed(block)
        text = STATES.get(state, "").format(why=block.options.skip)
        if run and state == "passed":
            text = _ran(run)
        return f"{text} [Results]({self._to(RESULTS)}#{_row_id(block)})"

    # The content of fences such as ```results

    def _put(self, language: str, indent: str) -> list[str]:
        made = {
            "chart": self._chart,
            pages.EXPERIMENT: self._experiment,
            "results": self._results,
            "verified": self._verified,
            "learning-path": self._learning_path,
            "errors": self._errors,
            "api": self._api,
            "changes": self._changes,
        }[language]()
        return [indent + line for line in made.split("\n")]

    def _chart(self) -> str:
        file, chart = next(self.charts)
        return fill(
            "chart.md",
            title=chart.title,
            numbers=chart.numbers,
            address=self._to(file),
            width=chart.width,
            height=chart.height,
        )

    def _experiment(self) -> str:
        """The table of an experiment, its files, when and where it ran."""
        table = next(self.tables)
        one = experiments.experiment(table.name)
        rows = experiments.read(one, table.columns)
        run = results.read(results.EXPERIMENT_RUNS).get(one.snippet)
        state: State = "unverified" if run is None else "changed"
        holds = not experiments.problems_of(one, run)
        return fill(
            "experiment.md",
            stem=one.file.stem,
            id=table.id,
            is_first=table.number == 1,
            address=self._to(f"experiments/{one.file.stem}"),
            columns=list(rows[0]),
            is_long=len(rows) > MAX_ROWS,
            rows=[list(map(_cell, row.values())) for row in rows],
            provenance=_ran(run) if run and holds else STATES[state],
        )

    def _verified(self) -> str:
        """The results of the last runs of all programs, in one sentence."""
        programs = self.site.programs
        if not programs.runs:
            return NOTHING_VERIFIED
        counts = []
        for name, is_notebook in (("blocks", False), ("notebooks", True)):
            some = [b for b in programs.blocks if b.is_notebook == is_notebook]
            passed = sum(programs.states[block] == "passed" for block in some)
            if some:
                counts.append(f"{passed} of {len(some)} {name}")
        return (
            f"**{' and '.join(counts)}** passed when they last ran, on {programs.date}, in "
            f"{programs.seconds:,.0f} seconds of program time. "
            f"{self._link(RESULTS, 'See all results')}\n{{ .verified }}"
        )

    def _results(self) -> str:
        """The results of all programs as a table, with totals above."""
        programs = self.site.programs
        if not programs.runs:
            return NOTHING_VERIFIED
        totals = [
            f"{count} {name}"
            for name, state in TOTALS
            if (count := programs.count(state)) or state in ("passed", "failed")
        ]
        rows = [self._row(block, state) for block, state in programs.states.items()]
        return (
            f"**{len(programs.blocks)} programs**: {', '.join(totals)}; "
            f"{programs.seconds:,.0f} seconds of program time; last run {programs.date}. "
            f"As a file: [{results.NAME}]({self._to(results.NAME)})\n{{ .totals }}\n\n"
            + fill("table.md", kind="results", columns=COLUMNS, rows=rows)
        )

    def _row(self, block: Block, state: State) -> list[str]:
        link = f"{self._link(_address(block), block.snippet)} {{ #{_row_id(block)} }}"
        result = f"*{state}*{{ .tag .result-{state} }}"
        run = self.site.programs.runs.get(block)
        if run is None:
            return [link, result, "-", "-", "-", "-"]
        cpu = [f"{name}: {chosen}" for name, chosen in run.cpu.items()]
        used = ", ".join(in_code([*_used(run), *cpu])) or "-"
        return [link, result, f"{run.seconds:g}", f"{run.peak_mib:,}", used, run.date]

    def _learning_path(self) -> str:
        """The pages in reading order, with the pages that each builds on."""
        path = self.site.learning_path

        def entry(page: str) -> str:
            names = [self._link(one.path, one.name) for one in path.before(page)]
            needs = (
                f"builds on {' and '.join(names)}" if names else "has no prerequisites"
            )
            return f"{self._link(page, path.pages[page].name)} {needs}"

        topics = {
            topic: [
                entry(page.path)
                for page in sorted(listed, key=lambda page: path.depth[page.path])
            ]
            for topic, listed in path.topics.items()
        }
        return fill("learning_path.md", topics=topics)

    def _errors(self) -> str:
        """All errors and warnings that programs print, with their fixes and the programs."""
        known = indexes.fixes()
        rows = []
        for message, blocks in indexes.errors(self.site.programs.blocks).items():
            fix = indexes.fix_of(message, known)
            links = ", ".join(map(self._link_to, blocks))
            rows.append([*in_code([message]), fix.markdown if fix else "-", links])
        columns = ("Message", "Fix", "Page")
        return fill("table.md", kind="index", columns=columns, rows=rows)

    def _api(self) -> str:
        """The names of the Hugging Face libraries that programs use, with the programs."""
        rows = [
            [
                *in_code([name]),
                ", ".join(in_code(sorted(use.arguments))) or "-",
                ", ".join(self._shortened(use.blocks)),
            ]
            for name, use in indexes.uses(self.site.programs.blocks).items()
        ]
        columns = ("Name", "Arguments", "Programs")
        return fill("table.md", kind="index", columns=columns, rows=rows)

    def _changes(self) -> str:
        """The programs of each page by the day on which they last changed."""
        programs, pages = self.site.programs, self.site.learning_path.pages
        found = indexes.changes(programs.blocks, programs.results.recorded)
        rows = []
        for (day, file), blocks in found.items():
            page = pages[file.relative_to(paths.DOCS).as_posix()]
            links = [self._link(_address(block), block.file.stem) for block in blocks]
            shown = "the notebook" if page.is_notebook else ", ".join(links)
            rows.append([self._link(page.path, page.name), day, shown])
        columns = ("Page", "Changed", "Programs")
        return fill("table.md", kind="index changes", columns=columns, rows=rows)

    def _shortened(self, blocks: list[Block]) -> Iterator[str]:
        """Yield links to the first MOST_LINKS blocks, and the number of the others."""
        yield from map(self._link_to, blocks[:MOST_LINKS])
        if more := len(blocks[MOST_LINKS:]):
            yield f"and {more} more"

    # Links

    def _repository_links(self, block: Block) -> dict[str, str]:
        """Links to the repository for a program, by their texts: the file, a report that names it,
        a notebook in Colab; empty if no repository is set."""
        base = self.site.repo_url.rstrip("/")
        if not base:
            return {}
        file = paths.shown_path(block.file)
        links = {"Repository": f"{base}/blob/main/{file}"}
        if base.startswith(GITHUB):
            links["Report a problem"] = f"{base}/issues/new?title={quote(file)}"
            if block.is_notebook:
                name = f"{base.removeprefix(GITHUB)}/blob/main/{file}"
                links["Open in Colab"] = f"{COLAB}{name}"
        return links

    def _link_to(self, block: Block) -> str:
        """A link to a block, named after its page."""
        page = block.page.relative_to(paths.DOCS).as_posix()
        name = self.site.learning_path.pages[page].name
        which = "" if block.is_notebook else f": {block.file.stem}"
        return self._link(_address(block), name + which)

    def _to(self, target: str) -> str:
        """The relative link from this page to a path below docs/."""
        return posixpath.relpath(target, posixpath.dirname(self.path) or ".")

    def _link(self, target: str, text: str) -> str:
        return f"[{text}]({self._to(target)})"


def _program(program: str, language: str, why_not: str) -> Iterator[str]:
    """Yield a program in a fence; if stock pytest-codeblocks cannot run it, below the comment
    that skips it."""
    if why_not:
        yield f"<!--pytest.mark.skip(reason={json.dumps(why_not)})-->"
        yield ""
    yield from fenced(language, program)


def fenced(language: str, text: str) -> Iterator[str]:
    """Yield the lines of a fence that no line of ``text`` closes, and a blank line."""
    lines = text.rstrip("\n").split("\n")
    ticks = pages.fence_for(lines)
    yield from (f"{ticks}{language}", *lines, ticks, "")


def _with_the_hub(block: Block) -> Iterator[str]:
    """Yield the program with the Hub's checkpoint in its one constant."""
    if not block.options.hub:
        return
    local = ", ".join(sorted(block.local_ids))
    yield f"Not run here: `{block.options.hub}` in place of `{local}`."
    yield ""
    why = f"needs {block.options.hub} from the Hub"
    yield from _program(block.with_the_hub.rstrip("\n"), block.language, why)


def _count_steps(block: Block) -> int:
    try:
        return snapshots.count_steps(block)
    except snapshots.MissingOutput:  # an edit that is not recorded yet
        return 0


def _cell(text: str) -> str:
    """A cell of an experiment's table; code is marked as code, so that Markdown and the glossary
    leave it as it is."""
    return "".join(in_code([text])) if CODE.search(text) else text


def _ran(run: Run) -> str:
    """When a program ran, for how long, on which machine (if known), and with which versions."""
    facts = [f"{run.peak_mib:,} MiB", *in_code(_used(run))]
    where = f" of processor time on `{run.machine}`" if run.machine else ""
    return f"**Ran** {run.date} in {run.seconds:g} s{where} with {', '.join(facts)}"


def _used(run: Run) -> list[str]:
    """The libraries with their versions, and the checkpoints and data sets."""
    versions = [f"{name} {version}" for name, version in run.versions.items()]
    return [*versions, *run.checkpoints]


def _address(block: Block) -> str:
    """Where a program is shown, below the site's root."""
    page = block.page.relative_to(paths.DOCS).as_posix()
    return page if block.is_notebook else f"{page}#block-{block.file.stem}"


def _row_id(block: Block) -> str:
    return "ran-" + re.sub(r"[/.]", "-", block.snippet)
