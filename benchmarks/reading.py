"""What a phone's reader waits for: Lighthouse's mobile preset on one page of each kind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tqdm import tqdm

from benchmarks.measure import cost
from nlpjourney import reading

PAGES = {
    "the first page": "index.html",
    "a note": "models/heads.html",
    "a notebook": "notebooks/main_tasks/sequence_classification.html",
    "the table of tools": "toolbox/tools.html",
}
SCORES = ("performance", "accessibility", "best-practices", "seo")
REPEATS = 3


def table() -> Iterator[str]:
    """Markdown rows: the scores, and the first view's bytes, requests and layout shift."""
    measures = (*SCORES, "first view, gzipped", "requests", "layout shift")
    yield f"| page, as a phone reads it | {' | '.join(measures)} |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    with tempfile.TemporaryDirectory() as folder:
        cost(["-m", "mkdocs", "build", "--quiet", "--site-dir", folder])
        with reading.served(Path(folder)) as address:
            for name, page in tqdm(PAGES.items(), desc="Lighthouse"):
                runs = [reading.lighthouse(address + page) for _ in range(REPEATS)]
                scores = (
                    f"{median(run.scores[score] for run in runs):.0f}"
                    for score in SCORES
                )
                last = runs[-1]
                yield (
                    f"| {name} | {' | '.join(scores)} | {last.bytes / 1000:.0f} KB "
                    f"| {last.requests} | {max(run.layout_shift for run in runs):.3f} |"
                )
