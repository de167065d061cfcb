"""A page rendered to Markdown: blocks with what they printed and when, charts, tables, lists.

One text for all: Material shows it, a reader downloads it, ``llms-full.txt`` holds it, and stock
pytest-codeblocks runs each block of it, or finds the reason above it why it cannot.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nlpjourney import paths
from nlpjourney.content import experiments, notebooks, pages, results, snapshots
from nlpjourney.content.options import Options
from nlpjourney.content.pages import Block, Page
from nlpjourney.content.prerequisites import LearningPath
from nlpjourney.content.results import Overview, Run, State
from nlpjourney.site import charts, page_info
from nlpjourney.site.page_info import in_code
from nlpjourney.site.templating import fill

CHARTS = "assets/charts"
MAX_LINES = 30  # of a program that is shown whole at once
MAIN = 'if __name__ == "__main__":'
RESULTS = "start/results.md"
CELL = notebooks.MARK
FOOTNOTES = "///Footnotes Go Here///"  # where Python-Markdown puts them
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
    """What pages show beyond themselves: all programs with their results, the learning path,
    the repository's address (or nothing)."""

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
    texts = [fence.text for fence in page.every_fence if fence.language == "chart"]
    return {
        f"{CHARTS}/{stem}-{number}.svg": _draw(page, text)
        for number, text in enumerate(texts, 1)
    }


def _draw(page: Page, body: str) -> charts.Chart:
    where = paths.shown_path(page.path)
    try:
        spec = charts.Spec.parse(body)
        return charts.draw(spec, _printed(page, spec.snippet))
    except charts.PlotError as error:
        raise charts.PlotError(f"{where}: {error}") from None


def _printed(page: Page, program: str) -> str:
    """What a block or an experiment of the page printed."""
    shown = map(experiments.experiment, page.experiments)
    if found := next((one for one in shown if str(one) == program), None):
        return experiments.columns(experiments.read(found))
    block = next((b for b in page.blocks if b.snippet == program), None)
    if block is None:
        raise charts.PlotError(
            f"{program} is no block of this page; a plot stands below its block"
        )
    return snapshots.read(block)


def why_not_alone(block: Block) -> str:
    """Why the block does not run in whatever process meets it; empty where it does."""
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
        return "does its work only as a program: under __main__"
    return options.alone


class Renderer:
    """Renders one page."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page = page
        self.site = site
        self.path = page.path.relative_to(paths.DOCS).as_posix()
        self.charts = iter(drawn_charts(page).items())
        self.experiments = iter(page.experiments)

    def markdown(self) -> str:
        lines = self._notebook() if self.page.notebook else self._note(self.page)
        text = "\n".join(lines).strip("\n")
        if "/" not in self.path:  # the first page
            return f"{text}\n"
        end = page_info.markdown(
            self.page, self.site.learning_path, self.site.programs.results, self._link
        )
        footnotes = f"{FOOTNOTES}\n\n" if "[^" in text else ""
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
        """A notebook's Markdown cells, each begun by a mark; what lies between them is shown
        by mkdocs-jupyter."""
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
        """What stands below a notebook's title: its files, how to open it, when it ran."""
        return fill(
            "notebook.md",
            name=block.file.name,
            data_files=notebooks.data_files(block.file),
            command=block.command,
            provenance=self.provenance(block),
        )

    # A block

    def _block(self, block: Block, indent: str) -> list[str]:
        folder, _, name = block.snippet.rpartition("/")
        source = ""
        if self.site.repo_url:
            base = self.site.repo_url.rstrip("/")
            source = f"{base}/blob/main/snippets/{block.snippet}"
        program = block.program.rstrip("\n")
        shown = fill(
            "block.md",
            is_long=program.count("\n") >= MAX_LINES,
            is_nested=bool(indent),
            stem=Path(name).stem,
            folder=folder,
            name=name,
            address=self._to(f"snippets/{block.snippet}"),
            repository=source,
            as_it_ran="\n".join(self._as_it_ran(block, program)),
            with_the_hub="\n".join(_with_the_hub(block)),
        )
        return [indent + line for line in shown.split("\n")]

    def _as_it_ran(self, block: Block, program: str) -> Iterator[str]:
        """The program, its steps, what it printed, when."""
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

    # What fences such as ```results stand for

    def _put(self, language: str, indent: str) -> list[str]:
        made = {
            "chart": self._chart,
            pages.EXPERIMENT: self._experiment,
            "results": self._results,
            "verified": self._verified,
            "learning-path": self._learning_path,
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
        one = experiments.experiment(next(self.experiments))
        rows = experiments.read(one)
        run = results.read(results.EXPERIMENT_RUNS).get(one.snippet)
        state: State = "unverified" if run is None else "changed"
        holds = not experiments.problems_of(one, run)
        return fill(
            "experiment.md",
            stem=one.file.stem,
            address=self._to(f"experiments/{one.file.stem}"),
            columns=list(rows[0]),
            rows=[list(row.values()) for row in rows],
            provenance=_ran(run) if run and holds else STATES[state],
        )

    def _verified(self) -> str:
        """What the last runs of all programs saw, in one sentence."""
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
            + fill("results.md", columns=COLUMNS, rows=rows)
        )

    def _row(self, block: Block, state: State) -> list[str]:
        path = block.page.relative_to(paths.DOCS).as_posix()
        place = "" if block.is_notebook else f"#block-{block.file.stem}"
        link = f"[{block.snippet}]({self._to(path)}{place}) {{ #{_row_id(block)} }}"
        result = f"*{state}*{{ .tag .result-{state} }}"
        run = self.site.programs.runs.get(block)
        if run is None:
            return [link, result, "-", "-", "-", "-"]
        cpu = [f"{name}: {chosen}" for name, chosen in run.cpu.items()]
        used = ", ".join(in_code([*_used(run), *cpu])) or "-"
        return [link, result, f"{run.seconds:g}", f"{run.peak_mib:,}", used, run.date]

    def _learning_path(self) -> str:
        """The pages in an order to read them, with what builds on what."""
        path = self.site.learning_path

        def entry(page: str) -> str:
            names = [self._link(one.path, one.name) for one in path.before(page)]
            needs = f"builds on {' and '.join(names)}" if names else "to begin with"
            return f"{self._link(page, path.pages[page].name)} {needs}"

        topics = {
            topic: [
                entry(page.path)
                for page in sorted(listed, key=lambda page: path.depth[page.path])
            ]
            for topic, listed in path.topics.items()
        }
        return fill("learning_path.md", topics=topics)

    # Links

    def _to(self, target: str) -> str:
        """The way from this page to a path below docs/."""
        return posixpath.relpath(target, posixpath.dirname(self.path) or ".")

    def _link(self, target: str, text: str) -> str:
        return f"[{text}]({self._to(target)})"


def _program(program: str, language: str, why_not: str) -> Iterator[str]:
    """A program in a fence, below the comment that keeps stock pytest-codeblocks from running
    it where it cannot."""
    if why_not:
        yield f"<!--pytest.mark.skip(reason={json.dumps(why_not)})-->"
        yield ""
    yield from fenced(language, program)


def fenced(language: str, text: str) -> Iterator[str]:
    """The lines of a fence that no line of ``text`` closes, and a blank one."""
    lines = text.rstrip("\n").split("\n")
    ticks = pages.fence_for(lines)
    yield from (f"{ticks}{language}", *lines, ticks, "")


def _with_the_hub(block: Block) -> Iterator[str]:
    """The same program with the Hub's checkpoint in its one constant."""
    if not block.options.hub:
        return
    local = ", ".join(sorted(block.local_ids))
    yield f"Not run here: `{block.options.hub}` in the place of `{local}`."
    yield ""
    why = f"needs {block.options.hub} from the Hub"
    yield from _program(block.with_the_hub.rstrip("\n"), block.language, why)


def _count_steps(block: Block) -> int:
    try:
        return snapshots.count_steps(block)
    except snapshots.MissingOutput:  # an edit that is not recorded yet
        return 0


def _ran(run: Run) -> str:
    """When a program ran, how long, where if that is known, with what."""
    facts = [f"{run.peak_mib:,} MiB", *in_code(_used(run))]
    where = f" of processor time on `{run.machine}`" if run.machine else ""
    return f"**Ran** {run.date} in {run.seconds:g} s{where} with {', '.join(facts)}"


def _used(run: Run) -> list[str]:
    """The libraries with their versions, then the checkpoints and data sets."""
    versions = [f"{name} {version}" for name, version in run.versions.items()]
    return [*versions, *run.checkpoints]


def _row_id(block: Block) -> str:
    return "ran-" + re.sub(r"[/.]", "-", block.snippet)
