"""The time of ``make test``: the programs, the rest step by step, the rest per page."""

from __future__ import annotations

import json
from collections.abc import Iterator

from benchmarks.measure import cost
from nlpjourney.content import pages
from scripts import check

MOST_SECONDS, MOST_SHARE = 360, 0.5


def table() -> Iterator[str]:
    """Yield Markdown rows: one run of every step, with the environment and the hub in place."""
    cost(["-m", "scripts.check"])
    measured = json.loads(check.SECONDS.read_text("utf-8"))
    programs, rest = measured["programs"], measured["rest"]
    notes = len(pages.notes())
    yield "| `make test` | measured | goal |"
    yield "| --- | --- | --- |"
    yield f"| the programs (blocks, notebooks, trained models) | {programs:.0f} s | |"
    yield f"| everything else | {rest:.0f} s | ≤ {MOST_SECONDS} s |"
    yield f"| everything else / programs | {rest / programs:.2f} | ≤ {MOST_SHARE:.2f} |"
    yield f"| everything else, for each of {notes} pages | {rest / notes:.1f} s | |"
    for step in check.STEPS:
        if step.name in measured["steps"] and not step.runs_programs:
            seconds = measured["steps"][step.name]
            yield f"| {step.name}: {step.about} | {seconds:.0f} s | |"
