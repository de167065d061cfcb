"""Results: when each program last ran, how long it took, with which versions and which output.

Two files of the same format have one line per program. ``results.json`` is part of the project:
it describes the runs that recorded the outputs, and ``make update`` writes it.
``reports/results.json`` describes the last runs on this machine; every run updates the lines of
its programs. A page shows a line only if its hashes match the program and the output on the page;
a line of this machine comes first.
"""

from __future__ import annotations

import hashlib
import json
import math
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

    ``program`` and ``output`` are the hashes of the program and of its recorded output, ``date``
    the day (ISO 8601, UTC), ``seconds`` the wall time of the program's body, ``peak_mib`` the
    largest resident memory of its process, ``cpu`` the instruction sets that libraries chose.
    ``key``, the fingerprint of everything that the result depends on, is only in the report of
    this machine, and so is ``result``; only experiments have a ``machine``.
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
        """The run as JSON, as a file holds it; without fields that have their usual value."""
        kept = asdict(self)
        if not self.key:
            del kept["key"]
        if self.passed:
            del kept["result"]
        if not self.machine:
            del kept["machine"]
        return json.dumps(kept, ensure_ascii=False)

    def same_record(self, other: Run) -> bool:
        """Whether both ran the same program with the same libraries and the same output."""
        return (self.program, self.output, self.versions, self.checkpoints) == (
            other.program,
            other.output,
            other.versions,
            other.checkpoints,
        )


@dataclass(frozen=True)
class Results:
    """Runs by the paths of the programs: the last ones on this machine, and those that recorded
    the outputs."""

    here: Mapping[str, Run] = field(default_factory=dict)
    recorded: Mapping[str, Run] = field(default_factory=dict)

    def run(self, block: Block) -> Run | None:
        """The run of a block with its current program and output, if there is one."""
        name, now = block.snippet, (program_hash(block), output_hash(block))
        for runs in (self.here, self.recorded):
            run = runs.get(name)
            if run and run.result != "skipped" and (run.program, run.output) == now:
                return run
        return None

    def passed(self, block: Block) -> Run | None:
        """The run of a block with its current program and output, if it passed."""
        run = self.run(block)
        return run if run and run.passed else None

    def longest_first(self, blocks: Iterable[Block]) -> list[Block]:
        """Sort blocks by the seconds of their last runs, new ones first."""
        seconds = {
            name: run.seconds for name, run in {**self.recorded, **self.here}.items()
        }
        return sorted(
            blocks, key=lambda one: seconds.get(one.snippet, math.inf), reverse=True
        )

    def state(self, block: Block) -> State:
        if block.options.skip:
            return "skipped"
        if run := self.run(block):
            return "passed" if run.passed else "failed"
        known = block.snippet in self.recorded.keys() | self.here.keys()
        return "changed" if known else "unverified"


@dataclass(frozen=True)
class Overview:
    """All programs of the site, sorted by path, with their results."""

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
        """The text of the file that the site offers: the runs that its pages show."""
        runs = {block.snippet: replace(run, key="") for block, run in self.runs.items()}
        return text(runs)


def overview(known: Results, pages: Iterable[Page]) -> Overview:
    """All programs of ``pages`` with their results."""
    blocks = (block for page in pages for block in page.blocks)
    return Overview(known, sorted(blocks, key=lambda block: block.snippet))


def load(recorded: Path = RECORDED, report: Path = REPORT) -> Results:
    """Read both files; one that does not exist has no runs. Raises ResultsError."""
    return Results(here=read(report), recorded=read(recorded))


def read(file: Path) -> dict[str, Run]:
    """Read the runs in a file, by the paths of the programs; none if it does not exist.

    Raises:
        ResultsError: the file is damaged.
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
    """The text of a file with these runs: one line per run, sorted by path."""
    lines = (f"{json.dumps(name)}: {runs[name].line}" for name in sorted(runs))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def report(new: Mapping[str, Run], shown: set[str] | None, file: Path = REPORT) -> None:
    """Replace older runs in the report with the ``new`` ones; drop programs that no page shows.

    Args:
        shown: the programs that pages show now; None drops none.
    """
    runs = {**read(file), **new}
    file.parent.mkdir(exist_ok=True)
    paths.write(file, text(_only(shown, runs)))


def merge(folder: Path, file: Path = REPORT) -> int:
    """Merge the reports below ``folder``, one for each shard of a run; return how many there
    were."""
    reports = sorted(folder.rglob(NAME))
    for one in reports:
        report(read(one), None, file)
    return len(reports)


def record(
    new: Mapping[str, Run], shown: set[str] | None, file: Path = RECORDED
) -> None:
    """Do the same with the file that is part of the project; ``new`` are runs that recorded their
    outputs. A line stays as it is if the new run recorded the same."""
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
    """The SHA-256 of a block's program."""
    return hashlib.sha256(block.program.encode()).hexdigest()


def program_hash(block: Block) -> str:
    """The beginning of the SHA-256 of a block's program."""
    return sha256(block)[:HASH_CHARS]


def output_hash(block: Block) -> str:
    """The beginning of the SHA-256 of the recorded output; empty if there is none."""
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
    """``number`` rounded to two significant digits, which repeat on an idle machine."""
    return float(f"{number:.2g}")
