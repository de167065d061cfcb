"""The audit: problems that no single block shows, such as orphans, shadowed modules, and a site
that differs from what ran.

:func:`tree` checks the sources, :func:`site` the built HTML: each rendered block must be one that
ran on this machine, and must be the same byte for byte.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from nlpjourney import paths
from nlpjourney.content import (
    experiments,
    indexes,
    line_lengths,
    notebooks,
    pages,
    project,
    results,
    rules,
    snapshots,
)
from nlpjourney.content.notebooks import Output
from nlpjourney.content.pages import Block, Page
from nlpjourney.content.results import Run
from nlpjourney.hub.catalog import read_catalog
from nlpjourney.site import csp, downloads, search_index

HEAVIEST_PAGE = 40  # KB of a notebook's page, gzipped, beyond its pictures
LARGEST_PICTURE = 150_000  # bytes of SVG
MEMORY_SHARE = 0.85  # of a block's limit; allocators hold more on some machines
CHECKPOINTS = ".ipynb_checkpoints"  # JupyterLab's own copies
PROGRAM = ".highlight:not(.language-text) code"
OUTPUT = ".language-text code"
OUTPUTS = f"{OUTPUT}, .cell-table, .cell-plot > img"
SHOWN_CLASSES = [f"language-{name}" for name in pages.SHOWN_ONLY]


def tree() -> list[str]:
    """Problems of the sources, each naming page or file and the fix."""
    found, problems = project.read()
    if problems:  # the content of an unreadable page is unknown
        return problems
    problems = [*project.between(found), *line_lengths.problems()]
    blocks = [block for page in found for block in page.blocks]
    if not blocks:
        problems.append("docs/: no page has a block; nothing would be verified")
    try:
        records = results.read(results.EXPERIMENT_RUNS)
        problems += experiments.problems(found, records)
        problems += _near_their_limits(blocks, results.read(results.RECORDED))
    except results.ResultsError as error:
        problems.append(str(error))
    recorded, unrecorded = [], []
    for block in blocks:
        try:
            if block.is_notebook:
                snapshots.check_executed(block)
            else:
                problems += rules.output_problems(block, snapshots.read(block))
                snapshots.read_trace(block)
            recorded.append(block)
        except snapshots.MissingOutput as missing:
            if not block.options.skip:
                unrecorded.append(str(missing))
        problems += rules.problems(block)
    problems += unrecorded or indexes.fix_problems(recorded)
    problems += _notebook_files([block for block in blocks if block.is_notebook])
    problems += _unknown_ids(blocks)
    return problems


def _near_their_limits(blocks: list[Block], runs: Mapping[str, Run]) -> list[str]:
    """Blocks whose recorded run, imports included, came near their limit of memory."""
    return [
        f"{block}: held {run.peak_mib} MiB when it was recorded, of {block.options.memory:g} "
        "GiB that it may hold, and another machine may need more; hold less and record it "
        f"again, or raise its option memory to {block.options.memory + 2:g}"
        for block in blocks
        if (run := runs.get(block.snippet))
        and run.peak_mib > MEMORY_SHARE * 1024 * block.options.memory
    ]


def _notebook_files(shown: list[Block]) -> list[str]:
    """Notebooks that are not in their normal form or show too much; files of no notebook."""
    problems = []
    known: set[Path] = set()
    for block in shown:
        text = block.file.read_text("utf-8")
        where = paths.shown_path(block.file)
        if notebooks.normal(json.loads(text)) != text:
            problems.append(
                f"{where}: contains parts that change from run to run; run {block.recorder}"
            )
        problems += [
            f"{where}:{cell.line}: cell {cell.number} shows a picture of {len(output.svg)} "
            f"bytes, more than {LARGEST_PICTURE}; draw less"
            for cell in notebooks.read(block.file).cells
            for output in cell.outputs
            if len(output.svg) > LARGEST_PICTURE
        ]
        known |= {block.file.with_name(n) for n in notebooks.data_files(block.file)}
        known.add(block.file)
    folder = paths.DOCS / "notebooks"
    problems += [
        f"{paths.shown_path(file)}: belongs to no notebook; delete it"
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file not in known and CHECKPOINTS not in file.parts
    ]
    return problems


def _unknown_ids(blocks: list[Block]) -> list[str]:
    """Local ids that no block trains and the catalog does not list."""
    known = {block.options.trains for block in blocks}
    known |= {entry.id for entry in read_catalog()}
    return [
        f"{block}: no block trains {name}; correct the id, or declare "
        f'trains="{name}" on the block that does'
        for block in blocks
        for name in sorted(block.local_ids - known)
    ]


def site(folder: Path) -> list[str]:
    """Problems of a built site, each naming the built page and the snippet.

    All code on it must be either the text of a fence that is only shown, or a block that
    equals its file byte for byte, on the page and as published, and that ran with these bytes.
    """
    try:
        seen = results.load().here
        notes = pages.all_pages()
    except (results.ResultsError, pages.PageError) as error:
        return [str(error)]
    sources = {name: note for note in notes for name in _built_names(note)}
    problems: list[str] = []
    rendered: Counter[tuple[str, str]] = Counter()
    for file in sorted(folder.rglob("*.html")):
        page = file.relative_to(folder).as_posix()
        soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        problems += csp.violations(page, soup)
        note = sources.get(page)
        if note and note.notebook:
            rendered[page, note.notebook.snippet] += len(soup.select(".notebook"))
            problems += _notebook_as_it_ran(page, note, soup, folder, seen)
            problems += _weight(page, file)
        for block in soup.select(".block:not(.cell)"):
            snippet = _snippet(block)
            rendered[page, snippet] += 1
            problems += _shown_as_it_ran(page, snippet, block, folder, seen)
        problems += _experiments_as_recorded(page, soup, sources.get(page), folder)
        problems += [
            f"{page}: code outside a block, which no test ran: {_first_line(pre)!r}"
            for pre in _unaccounted(soup, sources.get(page))
        ]
    if not rendered:
        problems.append(f"{folder.name}/: no block on the built site; run make site")
    problems += _missing_from(rendered, notes, seen)
    problems += downloads.differences(folder)
    problems += search_index.problems(folder)
    gone = set(seen) - {snippet for _, snippet in rendered}
    problems += [
        f"{paths.shown_path(results.REPORT)}: {name} ran but no page shows it"
        for name in sorted(gone)
    ]
    return problems


def _snippet(block: Tag) -> str:
    """The snippet that a block's title links to."""
    link = block.select_one("p > a[href]")
    return str(link["href"]).rpartition("snippets/")[2] if link else ""


def _shown_as_it_ran(
    page: str, snippet: str, shown: Tag, folder: Path, seen: Mapping[str, Run]
) -> list[str]:
    where = f"{page}: {snippet}"
    file, published = paths.SNIPPETS / snippet, folder / "snippets" / snippet
    if not file.is_file():
        return [f"{where} is not a file under snippets/"]
    problems = []
    program, *variants = [code.get_text() for code in shown.select(PROGRAM)] or [""]
    if program.encode() != file.read_bytes():
        problems.append(f"{where} differs from its file; run make site")
    problems += [
        f"{where}: its program with the Hub differs in more than one constant"
        for variant in variants
        if not _differs_in_a_constant(program, variant)
    ]
    if not published.is_file() or published.read_bytes() != file.read_bytes():
        problems.append(f"{where} is not published as it is under site/snippets/")
    recorded = file.with_suffix(".out")
    if recorded.is_file():
        printed = "".join(code.get_text() for code in shown.select(OUTPUT))
        if printed != recorded.read_text("utf-8"):
            problems.append(
                f"{where} shows an output other than {recorded.name}; run make site"
            )
    block = Block(paths.DOCS, 0, "python", snippet)
    problems += _steps_as_recorded(where, block, shown, folder)
    return problems + _ran(where, block, seen)


def _differs_in_a_constant(program: str, variant: str) -> bool:
    pairs = zip_longest(program.split("\n"), variant.split("\n"))
    other = [lines for lines in pairs if lines[0] != lines[1]]
    constant = re.compile(r'\w+ = "[^"]+"')
    return len(other) == 1 and all(constant.fullmatch(str(line)) for line in other[0])


def _steps_as_recorded(where: str, block: Block, shown: Tag, folder: Path) -> list[str]:
    """Problems of a trace: the page does not offer it, or the published file is another one."""
    offered = [str(a["href"]) for a in shown.select(f'a[href$="{pages.TRACE}"]')]
    if not block.trace.is_file():
        return [f"{where} offers steps that were never recorded"] if offered else []
    name = paths.shown_path(block.trace)
    published = folder / name
    problems = []
    if len(offered) != 1 or not offered[0].endswith(name):
        problems.append(f"{where} does not offer the steps in {name}; run make site")
    if not published.is_file() or published.read_bytes() != block.trace.read_bytes():
        problems.append(f"{where}: {name} is not published as it is")
    return problems


def _ran(where: str, block: Block, seen: Mapping[str, Run]) -> list[str]:
    """Problems of the last run of a block on this machine."""
    run = seen.get(block.snippet)
    if run is None:
        return [f"{where} was never run; run make test"]
    if run.program != results.program_hash(block):
        return [f"{where} changed since it ran; run make test"]
    if run.result == "failed":
        return [f"{where} failed when it last ran"]
    if run.result == "passed" and run.output != results.output_hash(block):
        return [f"{where} changed its output since it ran; run make test"]
    return []


def _notebook_as_it_ran(
    page: str, note: Page, soup: BeautifulSoup, folder: Path, seen: Mapping[str, Run]
) -> list[str]:
    block = note.notebook
    assert block is not None
    cells = [cell for cell in notebooks.read(block.file).cells if cell.is_code]
    shown = soup.select(".block.cell")
    if [f"cell-{cell.number}" for cell in cells] != [one.get("id") for one in shown]:
        return [
            f"{page}: its cells differ from those of {block.snippet}; run make site"
        ]
    problems = []
    for cell, one in zip(cells, shown, strict=True):
        where = f"{page}: cell {cell.number}"
        code = "".join(code.get_text() for code in one.select(PROGRAM))
        if code.rstrip("\n") != cell.source:
            problems.append(f"{where} differs from its source; run make site")
        outputs = [
            _shown_output(output, folder / page) for output in one.select(OUTPUTS)
        ]
        if outputs != [_expected(output) for output in cell.outputs]:
            problems.append(
                f"{where} shows an output other than the recorded one; run make site"
            )
    published = folder / block.snippet
    if not published.is_file() or published.read_bytes() != block.file.read_bytes():
        problems.append(f"{page}: {block.snippet} is not published as it is")
    return problems + _ran(f"{page}: {block.snippet}", block, seen)


def _shown_output(output: Tag, page: Path) -> str:
    if output.name == "img":
        picture = page.parent / str(output["src"])
        return picture.read_text("utf-8") if picture.is_file() else ""
    return _words(output.get_text(" ") if output.name == "div" else output.text)


def _expected(output: Output) -> str:
    if output.kind == "table":
        return _words(BeautifulSoup(output.text, "html.parser").get_text(" "))
    return output.svg if output.kind == "plot" else _words(output.text)


def _experiments_as_recorded(
    page: str, soup: BeautifulSoup, note: Page | None, folder: Path
) -> list[str]:
    """Problems of experiments' tables: the shown or the published one is not the recorded one."""
    shown = {}
    for one in soup.select(".experiment"):
        rows = [[c.text for c in row.select("th, td")] for row in one.select("tr")]
        shown[str(one["id"])] = rows
    problems = []
    for table in note.tables if note else ():
        experiment = experiments.experiment(table.name)
        recorded = experiments.read(experiment, table.columns)
        expected = [list(recorded[0]), *(list(row.values()) for row in recorded)]
        file = experiment.recorded
        if shown.pop(table.id, None) != expected:
            problems.append(
                f"{page}: its table differs from {file.name}; run make site"
            )
        published = folder / paths.shown_path(file)
        if not published.is_file() or published.read_bytes() != file.read_bytes():
            problems.append(f"{page}: {file.name} is not published as it is")
    return problems + [
        f"{page}: its source shows no {name}; run make site" for name in shown
    ]


def _weight(page: str, file: Path) -> list[str]:
    """The problem of a notebook's page that is too large, not counting its pictures."""
    size = len(gzip.compress(file.read_bytes())) / 1024
    if size <= HEAVIEST_PAGE:
        return []
    return [
        f"{page}: {size:.0f} KB gzipped without its pictures, more than "
        f"{HEAVIEST_PAGE} KB; show less"
    ]


def _built_names(page: Page) -> tuple[str, str]:
    """The possible paths of the page's HTML below the site's root."""
    note = page.path.relative_to(paths.DOCS).with_suffix("").as_posix()
    return f"{note}.html", f"{note}/index.html"


def _missing_from(
    rendered: Counter[tuple[str, str]], notes: list[Page], seen: Mapping[str, Run]
) -> list[str]:
    """Blocks of the sources that the built pages lack or show twice, or that were skipped in their
    last run although they should run."""
    problems = []
    for page in notes:
        for block in page.blocks:
            times = sum(rendered[name, block.snippet] for name in _built_names(page))
            if times != 1:
                problems.append(
                    f"{block}: rendered {times} times on the built page, not once; run make site"
                )
            run = seen.get(block.snippet)
            if run and run.result == "skipped" and not block.options.skip:
                problems.append(f"{block}: was skipped when it last ran; run make test")
    return problems


def _unaccounted(soup: Tag, page: Page | None) -> list[Tag]:
    """Code that is in no block or cell and is not the text of a fence that is only shown."""
    texts = Counter(_words(text) for text in page.texts) if page else Counter[str]()
    left = []
    for pre in soup.find_all("pre"):
        if not pre.find_parent(class_="block"):
            text = _words(pre.get_text())
            if not texts[text] or not pre.find_parent(class_=SHOWN_CLASSES):
                left.append(pre)
            texts[text] -= 1
    return left


def _words(text: str) -> str:
    return " ".join(text.split())


def _first_line(pre: Tag) -> str:
    return pre.get_text().strip().partition("\n")[0]
