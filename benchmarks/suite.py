"""The suite of blocks, compared with its bodies and with one fresh interpreter per block."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

from benchmarks.measure import copy_project, cost
from nlpjourney.content import pages, results, snapshots
from nlpjourney.content.pages import Block
from nlpjourney.testing import environment

SUITE = ["-m", "pytest", "--codeblocks", "docs", "--ignore=docs/notebooks", "-q"]


def table(every: int) -> Iterator[str]:
    """Yield Markdown rows: the whole suite, then two edited blocks.

    The cost of a fresh interpreter is measured on one of ``every`` blocks.
    """
    blocks = [b for page in pages.all_pages() for b in page.blocks if not b.is_notebook]
    sample = [block for block in blocks if not block.options.trains][::every]
    suite = cost(SUITE)
    seen = results.load().here
    bodies = sum(seen[block.snippet].seconds for block in blocks)
    shared = float(re.findall(r"([\d.]+) s in the imports", suite.output)[0])
    workers = os.cpu_count() or 1
    least = (bodies + shared) / workers
    alone = {block: _alone(block) for block in tqdm(sample, desc="fresh interpreters")}
    own = sum(seen[block.snippet].seconds for block in sample)
    start = max(sum(alone.values()) - own, 0) / len(sample)
    naive = bodies + start * len(blocks)
    overhead = (suite.seconds * workers - bodies - shared) / len(blocks) * 1000
    yield "| the blocks | measured | goal |"
    yield "| --- | --- | --- |"
    yield f"| blocks; the suite's wall time | {len(blocks)}; {suite.seconds:.1f} s | |"
    yield f"| sum of the bodies over {workers} workers | {bodies / workers:.1f} s | |"
    yield f"| wall time / that | {suite.seconds / (bodies / workers):.2f} | ≤ 1.25 |"
    yield f"| the imports they share, done once | {shared:.1f} s | |"
    yield f"| wall time / (bodies and imports over workers) | {suite.seconds / least:.2f} | |"
    yield f"| start of a fresh interpreter (mean of {len(sample)} blocks) | {start:.1f} s | |"
    yield f"| bodies, and a fresh interpreter for each block, in a row | {naive:.0f} s | |"
    yield f"| that / wall time | {naive / suite.seconds:.1f} | ≥ 8 |"
    yield f"| overhead per block, without bodies and imports | {overhead:.0f} ms of a core | |"
    yield f"| largest process of the suite | {suite.peak_mib:.0f} MiB | |"
    for block in _cheapest_and_dearest_import(sample, alone):
        check = _check_after_edit(block)
        yield (
            f"| `make check` after an edit of {Path(block.snippet).name} (alone: "
            f"{alone[block]:.1f} s) | {check:.1f} s | ≤ {alone[block] + 3:.1f} s |"
        )


def _alone(block: Block) -> float:
    """The seconds of a block in a new interpreter; its output must be the recorded one."""
    started = time.perf_counter()
    done = environment.run_fresh(block)
    seconds = time.perf_counter() - started
    if done.returncode or snapshots.compare(
        snapshots.read(block), done.stdout, block.options
    ):
        raise RuntimeError(
            f"{block} differs in a fresh interpreter:\n{done.stdout}{done.stderr}"
        )
    return seconds


def _cheapest_and_dearest_import(
    blocks: list[Block], alone: dict[Block, float]
) -> tuple[Block, Block]:
    programs = [block for block in blocks if block.language == "python"]
    return min(programs, key=alone.__getitem__), max(programs, key=alone.__getitem__)


def _check_after_edit(block: Block) -> float:
    with tempfile.TemporaryDirectory() as folder:
        project = copy_project(Path(folder) / "project")
        changed = ["-m", "pytest", "--codeblocks", "docs", "--codeblocks-changed", "-q"]
        snippet = project / "snippets" / block.snippet
        snippet.write_text(snippet.read_text("utf-8") + "# edited\n", "utf-8")
        return cost(changed, project).seconds
