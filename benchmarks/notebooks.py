"""The notebooks: what a run costs, and their pages against those of stock mkdocs-jupyter."""

from __future__ import annotations

import gzip
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import copy_project, cost
from nlpjourney import audit, paths
from nlpjourney.content import pages, results
from nlpjourney.content.pages import Block

SUITE = ["-m", "pytest", "--codeblocks", "docs/notebooks", "-q"]
BUILD = ["-m", "mkdocs", "build", "--quiet"]
STOCK = """\
site_name: stock
use_directory_urls: false
theme: {name: material, font: false}
plugins:
  - mkdocs-jupyter: {include: ["*.ipynb"], ignore: ["*.py", "*.md"], execute: false, cache: false}
"""
PICTURE = re.compile(rb'src="data:image/[^"]*"|<svg.*?</svg>', re.DOTALL)


def table() -> Iterator[str]:
    """Markdown rows: one a notebook, then all of them."""
    found = [block for page in pages.all_pages() if (block := page.notebook)]
    suite = cost(SUITE)
    seen = results.load().here
    with tempfile.TemporaryDirectory() as folder:
        ours, stock = Path(folder) / "ours", Path(folder) / "stock"
        _lay_out(ours, found)
        _lay_out_stock(stock, found)
        build, other = cost(BUILD, ours), cost(BUILD, stock)
        yield "| notebook | seconds | peak | page, gzipped, beyond its pictures | stock |"
        yield "| --- | --- | --- | --- | --- |"
        for block in found:
            run = seen[block.snippet]
            weights = " | ".join(f"{_weight(p, block):.0f} KB" for p in (ours, stock))
            yield (
                f"| {block.snippet.removeprefix('notebooks/')} | {run.seconds:.1f} "
                f"| {run.peak_mib:,} MiB | {weights} |"
            )
    seconds = [seen[block.snippet].seconds for block in found]
    cores = os.cpu_count() or 1
    yield ""
    yield "| all notebooks | measured | goal |"
    yield "| --- | --- | --- |"
    yield f"| executed and compared, wall time | {suite.seconds:.0f} s | ≤ 720 s |"
    yield f"| their seconds over {cores} cores | {sum(seconds) / cores:.0f} s | |"
    yield f"| the slowest | {max(seconds):.0f} s | ≤ 90 s |"
    yield (
        f"| the heaviest page | {max(_weight(ours, block) for block in found):.0f} KB "
        f"| ≤ {audit.HEAVIEST_PAGE} KB |"
    )
    yield f"| a site of these pages alone | {build.seconds:.1f} s | |"
    yield f"| the same with stock mkdocs-jupyter | {other.seconds:.1f} s | |"


def _lay_out(project: Path, found: list[Block]) -> None:
    """The project with no page but these."""
    copy_project(project)
    known = {block.page.relative_to(paths.DOCS) for block in found}
    for page in (project / "docs").rglob("*.md"):
        if page.relative_to(project / "docs") not in known:
            page.unlink()
    settings = project / "mkdocs.yml"
    text = re.sub(r"(?ms)^nav:\n.*?(?=^\S)", "", settings.read_text("utf-8"))
    settings.write_text(text.replace("strict: true", "strict: false"), "utf-8")


def _lay_out_stock(project: Path, found: list[Block]) -> None:
    """The same notebooks as pages of Material and mkdocs-jupyter, nothing of ours."""
    _lay_out(project, found)
    for block in found:
        (project / "docs" / block.page.relative_to(paths.DOCS)).unlink()
    (project / "docs" / "snippets").unlink()
    (project / "mkdocs.yml").write_text(STOCK)


def _weight(project: Path, block: Block) -> float:
    """KB of a built page, gzipped, without its pictures."""
    page = (project / "site" / block.snippet).with_suffix(".html")
    return len(gzip.compress(PICTURE.sub(b"", page.read_bytes()))) / 1024
