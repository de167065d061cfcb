"""What a phone's reader waits for: Lighthouse's mobile preset on one page of each kind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tqdm import tqdm

from benchmarks.measure import cost
from scripts import lighthouse

PAGES = {
    "the first page": "index.html",
    "a note": "models/heads.html",
    "a notebook": "notebooks/main_tasks/sequence_classification.html",
    "the table of tools": "toolbox/tools.html",
}
SCORES = ("performance", "accessibility", "best-practices", "seo")
FULL = ("accessibility", "best-practices", "seo")  # 100, always; speed is only measured
REPEATS = 3


def table() -> Iterator[str]:
    """Markdown rows: the scores, and the first view's bytes, requests and layout shift.

    Raises:
        SystemExit: a page is less than perfect in what does not depend on the machine.
    """
    lost: list[str] = []
    measures = (*SCORES, "first view, gzipped", "requests", "layout shift")
    yield f"| page, as a phone reads it | {' | '.join(measures)} |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    with tempfile.TemporaryDirectory() as folder:
        cost(["-m", "mkdocs", "build", "--quiet", "--site-dir", folder])
        with lighthouse.served(Path(folder)) as address:
            for name, page in tqdm(PAGES.items(), desc="Lighthouse"):
                runs = [lighthouse.lighthouse(address + page) for _ in range(REPEATS)]
                scores = (
                    f"{median(run.scores[score] for run in runs):.0f}"
                    for score in SCORES
                )
                last = runs[-1]
                lost += [f"{page}: {line}" for line in short_of_full(last)]
                yield (
                    f"| {name} | {' | '.join(scores)} | {last.bytes / 1000:.0f} KB "
                    f"| {last.requests} | {max(run.layout_shift for run in runs):.3f} |"
                )
    if lost:
        raise SystemExit("\n".join(["Lighthouse finds fault:", *lost]))


def short_of_full(report: lighthouse.Report) -> list[str]:
    """The scores that are not 100 though they should be, and what Lighthouse says failed."""
    scores = [
        f"{name} {report.scores[name]}" for name in FULL if report.scores[name] < 100
    ]
    failed = [line for line in report.failed if line.startswith(FULL)]
    return scores + failed
