"""How long a reader on a phone waits: Lighthouse's mobile preset on one page of each kind, of this
site and of stock Material with the same pages, in turns."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import yaml
from tqdm import tqdm

from benchmarks.measure import cost
from nlpjourney.site import export
from scripts import lighthouse

PAGES = {
    "the first page": "index.html",
    "a note": "models/heads.html",
    "a notebook": "notebooks/main_tasks/sequence_classification.html",
    "the table of tools": "toolbox/tools.html",
}
SCORES = ("performance", "accessibility", "best-practices", "seo")
FULL = ("accessibility", "best-practices", "seo")  # must be 100; speed is only measured
COLUMNS = (
    *SCORES,
    "blocking time",
    "largest paint",
    "first view, gzipped",
    "requests",
    "layout shift",
)
REPEATS = 5


def table() -> Iterator[str]:
    """Yield Markdown rows: the median of each score and time, and the size of the first view.

    Raises:
        SystemExit: a score that does not depend on the machine is below 100.
    """
    lost: list[str] = []
    yield f"| page on a phone | site | {' | '.join(COLUMNS)} |"
    yield f"| --- | --- |{' --- |' * len(COLUMNS)}"
    with tempfile.TemporaryDirectory() as folder:
        ours, stock = Path(folder) / "ours", Path(folder) / "stock"
        cost(["-m", "mkdocs", "build", "--quiet", "--site-dir", str(ours)])
        build_stock(stock)
        with (
            lighthouse.served(ours) as here,
            lighthouse.served(stock / "site") as there,
        ):
            for name, page in tqdm(PAGES.items(), desc="Lighthouse"):
                turns = [
                    (
                        lighthouse.lighthouse(here + page),
                        lighthouse.lighthouse(there + page),
                    )
                    for _ in range(REPEATS)
                ]
                mine, its = zip(*turns, strict=True)
                yield _row(name, "this site", mine)
                yield _row(name, "stock Material", its)
                lost += [f"{page}: {line}" for line in short_of_full(mine[-1])]
    if lost:
        raise SystemExit("\n".join(["Lighthouse reports problems:", *lost]))


def build_stock(project: Path) -> None:
    """Build the exported pages with stock Material, including its search."""
    export.write(project)
    settings = project / "mkdocs.yml"
    content = yaml.safe_load(settings.read_text("utf-8"))
    del content["extra_css"]
    settings.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    cost(["-m", "mkdocs", "build", "--quiet"], project)


def _row(page: str, site: str, runs: tuple[lighthouse.Report, ...]) -> str:
    scores = [f"{median(run.scores[score] for run in runs):.0f}" for score in SCORES]
    last = runs[-1]
    cells = [
        *scores,
        f"{median(run.blocking_ms for run in runs):.0f} ms",
        f"{median(run.largest_paint_ms for run in runs) / 1000:.1f} s",
        f"{last.bytes / 1000:.0f} KB",
        str(last.requests),
        f"{max(run.layout_shift for run in runs):.3f}",
    ]
    return f"| {page} | {site} | {' | '.join(cells)} |"


def short_of_full(report: lighthouse.Report) -> list[str]:
    """The scores below 100 that must be 100, and the audits that failed."""
    scores = [
        f"{name} {report.scores[name]}" for name in FULL if report.scores[name] < 100
    ]
    failed = [line for line in report.failed if line.startswith(FULL)]
    return scores + failed
