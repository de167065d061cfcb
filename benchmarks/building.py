"""The site's build against stock Material on the same expanded pages with nothing of ours."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from tqdm import tqdm

from benchmarks.measure import Cost, copy_project, cost
from nlpjourney.content import pages, snapshots
from nlpjourney.content.pages import Block, Page

SIZES = (10, 100, 500)
REPEATS = 3
OURS_ONLY = ("results", "verified")
OUR_SETTINGS = (
    r"(?ms)^(theme|plugins|hooks|watch|extra_css|extra_javascript):.*?(?=^\S)"
)
PREREQUISITES = r"(?m)^prerequisites:.*\n"
STOCK = "theme: {name: material, font: false}\nplugins: [search, tags]\n"


def table() -> Iterator[str]:
    """Markdown rows: seconds and peak memory of both builds, at each number of pages."""
    yield "| pages | this site | stock Material | ratio | goal | peak, this / stock |"
    yield "| --- | --- | --- | --- | --- | --- |"
    notes = repeatable()
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            ours, stock = Path(folder) / "ours", Path(folder) / "stock"
            lay_out(ours, notes, size, expanded=False)
            lay_out(stock, notes, size, expanded=True)
            runs = [
                (_build(ours), _build(stock))
                for _ in tqdm(range(REPEATS), desc=f"{size} pages")
            ]
        fast_ours, fast_stock = (
            min(c, key=lambda one: one.seconds) for c in zip(*runs, strict=True)
        )
        yield (
            f"| {size} | {fast_ours.seconds:.2f} s | {fast_stock.seconds:.2f} s "
            f"| {fast_ours.seconds / fast_stock.seconds:.2f} | ≤ 1.10 "
            f"| {fast_ours.peak_mib:.0f} / {fast_stock.peak_mib:.0f} MiB |"
        )


def repeatable() -> list[Page]:
    """The notes with blocks that say the same wherever and how often they stand."""
    return [p for p in pages.all_pages() if p.fences and not _is_generated(p)]


def _is_generated(page: Page) -> bool:
    return any(f"```{name}" in page.markdown for name in OURS_ONLY)


def lay_out(project: Path, notes: list[Page], size: int, expanded: bool) -> None:
    """``size`` pages made of the real notes, as we write them or already expanded."""
    copy_project(project)
    docs = project / "docs"
    for page in docs.rglob("*.md"):
        page.unlink()
    for number, note in enumerate(islice(cycle(notes), size)):
        source = _with_outputs(note) if expanded else note.path.read_text("utf-8")
        # the pages have other names here
        source = re.sub(PREREQUISITES, "prerequisites: null\n", source, count=1)
        (docs / f"page{number}.md").write_text(source, "utf-8")
    settings = (project / "mkdocs.yml").read_text("utf-8")
    settings = re.sub(r"(?ms)^nav:\n.*?(?=^\S)", "", settings)
    settings = settings.replace("strict: true", "strict: false")
    if expanded:
        settings = STOCK + re.sub(OUR_SETTINGS, "", settings)
        (docs / "snippets").unlink()
    (project / "mkdocs.yml").write_text(settings, "utf-8")


def _with_outputs(note: Page) -> str:
    """The expanded page with each recorded output in a fence below its block, by hand."""
    ends: dict[int, tuple[str, Block]] = {}
    for number, block in note.fences.items():
        length = block.file.read_text("utf-8").count("\n")
        indent = note.lines[number].partition("`")[0]
        ends[number + length + 1] = indent, block
    text: list[str] = []
    for number, line in enumerate(note.lines):
        text.append(line)
        if number in ends:
            indent, block = ends[number]
            shown = [f"$ {block.command}", *snapshots.read(block).splitlines()]
            text += ["", *(indent + row for row in ("```text", *shown, "```"))]
    return "\n".join(text) + "\n"


def _build(project: Path) -> Cost:
    return cost(["-m", "mkdocs", "build", "--quiet"], project)
