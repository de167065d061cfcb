"""Recorded experiments: programs that need more time than a test has, such as learning curves over
several seeds.

``experiments/curve.py`` prints a table as CSV. ``make experiments NAME=curve`` keeps it in
``experiments/curve.csv``, and in ``experiments/records.json`` when, where and with what it was
made. With ``--slice`` the program prints some rows or some columns of the same table, named by
its first column: what a test has time to repeat.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from nlpjourney import paths
from nlpjourney.content import results, snapshots
from nlpjourney.content.options import Options
from nlpjourney.content.pages import Block, Page
from nlpjourney.content.results import Run
from nlpjourney.content.snapshots import MissingOutput

SLICE = "--slice"
LIMITS = Options(timeout=4 * 3600, memory=8)

Row = dict[str, str]


class Experiment(Block):
    """A program in ``experiments/``; ``snippet`` is its file's name, ``recorded`` its table."""

    @property
    def file(self) -> Path:
        return paths.EXPERIMENTS / self.snippet

    @property
    def recorded(self) -> Path:
        return self.file.with_suffix(".csv")

    @property
    def command(self) -> str:
        return " ".join(["python", f"experiments/{self.snippet}", *self.arguments])

    @property
    def recorder(self) -> str:
        return f"make experiments NAME={self.file.stem}"

    def __str__(self) -> str:
        return paths.shown_path(self.file)


def experiment(name: str) -> Experiment:
    """The experiment whose file has this name."""
    return Experiment(paths.EXPERIMENTS / name, 1, "python", name, LIMITS)


def every() -> list[Experiment]:
    """The experiments in the order of their names."""
    files = sorted(paths.EXPERIMENTS.glob("*.py"))
    return [experiment(file.name) for file in files]


def table(text: str) -> list[Row]:
    """The rows of a table in CSV, each its cells by the names of their columns.

    Raises:
        ValueError: it has no rows, a row with another number of cells, an empty cell, or two
            rows with the same first cell.
    """
    header, *rows = list(csv.reader(text.splitlines())) or [[]]
    if not rows or len(set(header)) < len(header):
        raise ValueError("it has no rows, or two columns of one name")
    for row in rows:
        if len(row) != len(header) or not all(map(str.strip, row)):
            raise ValueError(f"the row {row} needs one cell for each of {header}")
    if len({row[0] for row in rows}) < len(rows):
        raise ValueError(f"two rows have the same {header[0]!r}, which names a row")
    return [dict(zip(header, row, strict=True)) for row in rows]


def read(shown: Experiment) -> list[Row]:
    """The recorded table of an experiment.

    Raises:
        MissingOutput: it was not recorded, or is no table.
    """
    if not shown.recorded.is_file():
        raise MissingOutput(f"{shown}: has no recorded table; run {shown.recorder}")
    try:
        return table(paths.read_text(shown.recorded, MissingOutput))
    except ValueError as error:
        raise MissingOutput(
            f"{paths.shown_path(shown.recorded)}: {error}; run {shown.recorder}"
        ) from None


def columns(rows: Iterable[Row]) -> str:
    """A table as blocks print theirs, for charts: columns are two or more spaces apart."""
    rows = list(rows)
    return "\n".join("  ".join(row) for row in (list(rows[0]), *map(dict.values, rows)))


def differences(recorded: list[Row], printed: list[Row], whole: bool) -> Iterator[str]:
    """Where a new run differs from the recorded table, by the rule of the blocks' outputs: each
    row and column that it printed or, of a ``whole`` run, also what it left out."""
    first = next(iter(recorded[0]))
    if first not in printed[0]:
        yield f"prints no column {first!r}, which names a row"
        return
    known = {row[first]: row for row in recorded}
    for row in printed:
        for column, now in row.items():
            then = known.get(row[first], {}).get(column, snapshots.ABSENT)
            if snapshots.compare(then, now):
                yield f"{first} {row[first]}, {column}: recorded {then}, now {now}"
    shapes = [[(row[first], *row) for row in rows] for rows in (recorded, printed)]
    if whole and shapes[0] != shapes[1]:
        yield "prints other rows or columns than were recorded"


def problems(pages: Iterable[Page], records: Mapping[str, Run]) -> Iterator[str]:
    """What is wrong with the files in ``experiments/``, each named with its fix."""
    shown = {name for page in pages for name in page.experiments}
    for one in every():
        if one.snippet not in shown:
            yield f"{one}: no page shows it; include it in an experiment fence or delete it"
        yield from problems_of(one, records.get(one.snippet))
    names = {one.snippet for one in every()}
    for file in sorted(paths.EXPERIMENTS.glob("*.csv")):
        if file.with_suffix(".py").name not in names:
            yield f"{paths.shown_path(file)}: table of no experiment; delete it"
    for name in sorted(records.keys() - names):
        yield (
            f"{paths.shown_path(results.EXPERIMENT_RUNS)}: record of no experiment {name}; delete "
            "its line"
        )


def problems_of(one: Experiment, run: Run | None) -> list[str]:
    """Whether the table is what the program, as it is now, printed when it was recorded."""
    try:
        read(one)
    except MissingOutput as error:
        return [str(error)]
    if run is None:
        return [f"{one}: has no record of its run; run {one.recorder}"]
    if run.program != results.program_hash(one):
        return [f"{one}: changed since it ran on {run.date}; run {one.recorder}"]
    if run.output != results.output_hash(one):
        name = paths.shown_path(one.recorded)
        return [
            f"{name}: is not what the run of {run.date} printed; run git checkout {name}, or "
            f"{one.recorder}"
        ]
    return []
