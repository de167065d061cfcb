"""Results: what the last run of every program took and ran with, and which output it gave.

Two files of one format, a line for each program. ``results.json`` is part of the project: it
tells of the runs that recorded the outputs, and ``make update`` writes it.
``reports/results.json`` tells of the last runs on this machine; every run writes it, program by
program. A page shows a line only where its hashes are those of the program and the output that
the page shows, one of this machine first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

from nlpjourney import paths
from nlpjourney.content.pages import Block, Page

NAME = "results.json"
RECORDED, REPORT = paths.ROOT / NAME, paths.ROOT / "reports" / NAME
EXPERIMENT_RUNS = paths.EXPERIMENTS / "records.json"
FIXES = {
    RECORDED: f"run git checkout {NAME}",
    EXPERIMENT_RUNS: "run git checkout experiments/records.json",
    REPORT: "delete it, the next run writes it",
}

HASH_CHARS = 16

State = Literal["passed", "failed", "skipped", "changed", "unverified"]


class ResultsError(Exception):
    """A damaged file of results; the message names it and the fix."""


@dataclass(frozen=True)
class Run:
    """The last run of a block or notebook.

    ``program`` and ``output`` are the hashes of what ran and of the recorded output, ``date``
    the day (ISO 8601, UTC), ``seconds`` the wall time of the program's body, ``peak_mib`` its
    process's largest resident memory, ``cpu`` what libraries chose by the processor. ``key``,
    the fingerprint of all that the result rests on, is not in the results that are part of the
    project, ``result`` only in the report; ``machine`` is known of an experiment.
    """

    program: str
    output: str
    date: str
    seconds: float
    peak_mib: int
    versions: dict[str, str]
    checkpoints: list[str]
    cpu: dict[str, str]
    key: str = ""
    result: str = "passed"
    machine: str = ""

    @property
    def passed(self) -> bool:
        return self.result == "passed"

    @property
    def line(self) -> str:
        """The run as it stands in a file; without what is as usual."""
        kept = asdict(self)
        if not self.key:
            del kept["key"]
        if self.passed:
            del kept["result"]
        if not self.machine:
            del kept["machine"]
        return json.dumps(kept, ensure_ascii=False)

    def same_record(self, other: Run) -> bool:
        """Whether both ran the same program with the same libraries and got the same."""
        return (self.program, self.output, self.versions, self.checkpoints) == (
            other.program,
            other.output,
            other.versions,
            other.checkpoints,
        )


@dataclass(frozen=True)
class Results:
    """The runs by the programs' paths: the last ones on this machine, the recorded ones."""

    here: Mapping[str, Run] = field(default_factory=dict)
    recorded: Mapping[str, Run] = field(default_factory=dict)

    def run(self, block: Block) -> Run | None:
        """The run of a block with the bytes and the output that it has now."""
        name, now = block.snippet, (program_hash(block), output_hash(block))
        for runs in (self.here, self.recorded):
            run = runs.get(name)
            if run and run.result != "skipped" and (run.program, run.output) == now:
                return run
        return None

    def passed(self, block: Block) -> Run | None:
        """The run of a block that passed with the bytes and the output that it has now."""
        run = self.run(block)
        return run if run and run.passed else None

    def state(self, block: Block) -> State:
        if block.options.skip:
            return "skipped"
        if run := self.run(block):
            return "passed" if run.passed else "failed"
        known = block.snippet in self.recorded.keys() | self.here.keys()
        return "changed" if known else "unverified"


@dataclass(frozen=True)
class Overview:
    """All programs of the site, in the order of their paths, with what is known of each."""

    results: Results
    blocks: list[Block]

    @cached_property
    def runs(self) -> dict[Block, Run]:
        """The runs that the pages show."""
        runs = ((block, self.results.run(block)) for block in self.blocks)
        return {block: run for block, run in runs if run}

    @cached_property
    def states(self) -> dict[Block, State]:
        return {block: self.results.state(block) for block in self.blocks}

    def count(self, state: State) -> int:
        return sum(found == state for found in self.states.values())

    @property
    def seconds(self) -> float:
        return sum(run.seconds for run in self.runs.values())

    @property
    def date(self) -> str:
        """The day of the newest run."""
        return max((run.date for run in self.runs.values()), default="")

    @property
    def published(self) -> str:
        """The file that the site offers: the runs that its pages show."""
        runs = {block.snippet: replace(run, key="") for block, run in self.runs.items()}
        return text(runs)


def overview(known: Results, pages: Iterable[Page]) -> Overview:
    blocks = (block for page in pages for block in page.blocks)
    return Overview(known, sorted(blocks, key=lambda block: block.snippet))


def load(recorded: Path = RECORDED, report: Path = REPORT) -> Results:
    """Both files; no runs where one was not written yet. Raises ResultsError."""
    return Results(here=read(report), recorded=read(recorded))


def read(file: Path) -> dict[str, Run]:
    """The runs in a file, by the programs' paths; none where it does not exist.

    Raises:
        ResultsError: the file holds something else.
    """
    if not file.is_file():
        return {}
    try:
        lines = json.loads(file.read_text("utf-8"))
        return {str(name): Run(**line) for name, line in lines.items()}
    except (ValueError, TypeError, AttributeError) as error:
        fix = FIXES.get(file, "delete it")
        raise ResultsError(
            f"{paths.shown_path(file)} is damaged ({error}); {fix}"
        ) from None


def text(runs: Mapping[str, Run]) -> str:
    """What a file with these runs holds: a line each, in the order of their paths."""
    lines = (f"{json.dumps(name)}: {runs[name].line}" for name in sorted(runs))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def report(new: Mapping[str, Run], shown: set[str] | None, file: Path = REPORT) -> None:
    """Put the ``new`` runs in the places of older ones; forget what no page shows.

    Args:
        shown: the programs of the site as it is now; None forgets none.
    """
    runs = {**read(file), **new}
    file.parent.mkdir(exist_ok=True)
    paths.write(file, text(_only(shown, runs)))


def merge(folder: Path, file: Path = REPORT) -> int:
    """Bring the reports below ``folder``, one of each shard of a run, together; returns how
    many there were."""
    reports = sorted(folder.rglob(NAME))
    for one in reports:
        report(read(one), None, file)
    return len(reports)


def record(
    new: Mapping[str, Run], shown: set[str] | None, file: Path = RECORDED
) -> None:
    """The same for the file that is part of the project: ``new`` are runs that recorded their
    outputs. The line of a run that recorded nothing else than it tells of stays as it is."""
    runs = read(file)
    for name, run in new.items():
        if name not in runs or not run.same_record(runs[name]):
            runs[name] = replace(run, key="")
    if (now := text(_only(shown, runs))) != text(read(file)):
        paths.write(file, now)


def _only(shown: set[str] | None, runs: dict[str, Run]) -> dict[str, Run]:
    return {name: run for name, run in runs.items() if shown is None or name in shown}


# The hashes and figures of a run ------------------------------------------------------


def sha256(block: Block) -> str:
    """The hash of what runs."""
    return hashlib.sha256(block.program.encode()).hexdigest()


def program_hash(block: Block) -> str:
    """The beginning of the hash of what runs."""
    return sha256(block)[:HASH_CHARS]


def output_hash(block: Block) -> str:
    """The beginning of the hash of the recorded output; empty where there is none."""
    if not block.recorded.is_file():
        return ""
    recorded = block.recorded.read_bytes()
    if block.is_notebook:
        cells = json.loads(recorded)["cells"]
        printed = [cell["outputs"] for cell in cells if cell["cell_type"] == "code"]
        recorded = json.dumps(printed, sort_keys=True).encode()
    return hashlib.sha256(recorded).hexdigest()[:HASH_CHARS]


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def two_digits(number: float) -> float:
    """``number`` to two significant digits: what a machine at rest gives twice."""
    return float(f"{number:.2g}")
