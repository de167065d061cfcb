"""The site's build, compared with stock Material and mkdocs-jupyter on the same pages."""

from __future__ import annotations

import json
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

from tqdm import tqdm

from benchmarks.measure import Cost, copy_project, cost
from nlpjourney import paths
from nlpjourney.content import notebooks, pages
from nlpjourney.content.pages import Page
from nlpjourney.site import downloads, render

SIZES = (10, 100, 500)
REPEATS = 3
OURS_ONLY = ("results", "verified")
OUR_SETTINGS = (
    r"(?ms)^(theme|plugins|hooks|watch|extra_css|extra_javascript):.*?(?=^\S)"
)
PREREQUISITES = r"(?m)^prerequisites:.*\n"
NOTEBOOKS = (
    '  - mkdocs-jupyter: {include: ["notebooks/**/*.ipynb"], execute: false, '
    "cache: false, ignore_h1_titles: true, include_source: true}\n"
)
STOCK = (
    "theme: {name: material, font: false}\n"
    f"plugins:\n  - search\n  - tags\n{NOTEBOOKS}"
)


def table() -> Iterator[str]:
    """Yield Markdown rows: seconds and peak memory of both builds, for each number of pages."""
    yield "| pages | this site | stock Material | ratio | goal | peak, this / stock |"
    yield "| --- | --- | --- | --- | --- | --- |"
    sample = repeatable()
    texts = downloads.read().texts
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            ours, stock = Path(folder) / "ours", Path(folder) / "stock"
            lay_out(ours, sample, size)
            lay_out_stock(stock, sample, size, texts)
            runs = [
                (_build(ours), _build(stock))
                for _ in tqdm(range(REPEATS), desc=f"{size} pages")
            ]
        fast_ours, fast_stock = (
            min(c, key=lambda one: one.seconds) for c in zip(*runs, strict=True)
        )
        yield (
            f"| {size} | {fast_ours.seconds:.2f} s | {fast_stock.seconds:.2f} s "
            f"| {fast_ours.seconds / fast_stock.seconds:.2f} | ≤ 1.15 "
            f"| {fast_ours.peak_mib:.0f} / {fast_stock.peak_mib:.0f} MiB |"
        )


def repeatable() -> list[Page]:
    """The pages whose blocks or cells are the same wherever and however often they are shown, in an
    order that mixes notes and notebooks."""
    found = [
        page for page in pages.all_pages() if page.blocks and not _is_generated(page)
    ]
    random.Random(0).shuffle(found)
    return found


def _is_generated(page: Page) -> bool:
    return any(f"```{name}" in page.markdown for name in OURS_ONLY)


def lay_out(project: Path, sample: Sequence[Page], size: int) -> dict[Path, Page]:
    """Write ``size`` pages made from the real ones, each in the folder of its original; return the
    files, each with its original."""
    copy_project(project)
    docs = project / "docs"
    for file in pages.notes(docs):
        file.unlink()
    laid_out = {}
    for number, page in enumerate(islice(cycle(sample), size)):
        folder = docs / page.path.parent.relative_to(paths.DOCS)
        file = folder / f"page{number}{page.path.suffix}"
        file.write_text(_without_prerequisites(page.path), "utf-8")
        laid_out[file] = page
    settings = (project / "mkdocs.yml").read_text("utf-8")
    settings = re.sub(r"(?ms)^nav:\n.*?(?=^\S)", "", settings)
    settings = settings.replace("strict: true", "strict: false")
    (project / "mkdocs.yml").write_text(settings, "utf-8")
    return laid_out


def _without_prerequisites(file: Path) -> str:
    """A page's source without the names of other pages, which differ in such a project."""
    source = file.read_text("utf-8")
    if file.suffix == ".md":
        return re.sub(PREREQUISITES, "prerequisites: null\n", source, count=1)
    content = json.loads(source)
    content["metadata"][notebooks.NAME]["prerequisites"] = None
    return notebooks.normal(content)


def lay_out_stock(
    project: Path, sample: Sequence[Page], size: int, texts: dict[str, str]
) -> None:
    """Write the same pages for stock Material: notes as the Markdown that this site makes from them
    (``texts``, by their paths below docs/), with their charts; notebooks as they are."""
    docs = project / "docs"
    for file, page in lay_out(project, sample, size).items():
        if not page.notebook:
            name = page.path.relative_to(paths.DOCS).as_posix()
            head = pages.FRONT_MATTER.match(file.read_text("utf-8"))
            assert head
            file.write_text(f"{head[0]}\n{texts[name]}", "utf-8")
    for page in sample:
        for name, chart in render.drawn_charts(page).items():
            (docs / name).parent.mkdir(parents=True, exist_ok=True)
            (docs / name).write_text(chart.svg, "utf-8")
    settings = (project / "mkdocs.yml").read_text("utf-8")
    settings = STOCK + re.sub(OUR_SETTINGS, "", settings)
    (project / "mkdocs.yml").write_text(settings, "utf-8")


def _build(project: Path) -> Cost:
    return cost(["-m", "mkdocs", "build", "--quiet"], project)
