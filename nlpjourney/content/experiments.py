"""Recorded experiments: programs that take too long for a test, such as learning curves over
several seeds.

``experiments/curve.py`` prints a table as CSV. ``make experiments NAME=curve`` saves the table in
``experiments/curve.csv``, and in ``experiments/records.json`` when, where and with which versions
the program ran. With ``--slice`` the program prints some rows or some columns of the same table,
few enough for a test to repeat. The first column names the rows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from nlpjourney import paths
from nlpjourney.content import results, snapshots
from nlpjourney.content.options import Options
from nlpjourney.content.pages import Block, Page
from nlpjourney.content.results import Run
from nlpjourney.content.snapshots import MissingOutput

SLICE = "--slice"
LIMITS = Options(timeout=4 * 3600, memory=8)
MACHINE_UNITS = ("(s)", "(MiB)")  # end the names of columns that depend on the machine

SPREAD = re.compile(r"(-?[\d.]+) ± ([\d.]+)")
INTERVAL = re.compile(r"(-?[\d.]+) to (-?[\d.]+)")
WRITTEN = ":"  # ends the name of a column with texts of trained models: their prompt

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
    def data_files(self) -> list[Path]:
        """The files that the program reads: the other files that share its stem."""
        own = {self.file, self.recorded}
        return sorted(set(self.file.parent.glob(f"{self.file.stem}.*")) - own)

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
    """Parse a table in CSV: its rows, each a mapping from column names to cells.

    Raises:
        ValueError: the table has no rows, a row with too few or too many cells, an empty cell,
            two columns with the same name, or two rows with the same first cell.
    """
    header, *rows = list(csv.reader(text.splitlines())) or [[]]
    if not rows or len(set(header)) < len(header):
        raise ValueError("it has no rows, or two columns with the same name")
    for row in rows:
        if len(row) != len(header) or not all(map(str.strip, row)):
            raise ValueError(f"the row {row} needs one cell for each of {header}")
    if len({row[0] for row in rows}) < len(rows):
        raise ValueError(f"two rows have the same {header[0]!r}, which names a row")
    return [dict(zip(header, row, strict=True)) for row in rows]


def read(shown: Experiment, chosen: Sequence[str] = ()) -> list[Row]:
    """Read the recorded table of an experiment, with all columns or with the ``chosen`` ones.

    Raises:
        MissingOutput: there is no file, or it does not hold a table with these columns.
    """
    if not shown.recorded.is_file():
        raise MissingOutput(f"{shown}: has no recorded table; run {shown.recorder}")
    try:
        rows = table(paths.read_text(shown.recorded, MissingOutput))
    except ValueError as error:
        raise MissingOutput(
            f"{paths.shown_path(shown.recorded)}: {error}; run {shown.recorder}"
        ) from None
    if missing := [name for name in chosen if name not in rows[0]]:
        raise MissingOutput(
            f"{paths.shown_path(shown.recorded)}: has no column {missing[0]!r}, which a page "
            f"shows; it has {', '.join(rows[0])}"
        )
    return [{name: row[name] for name in chosen or row} for row in rows]


def columns(rows: Iterable[Row]) -> str:
    """A table as blocks print theirs, for charts: its columns are two or more spaces apart."""
    rows = list(rows)
    return "\n".join("  ".join(row) for row in (list(rows[0]), *map(dict.values, rows)))


def differences(recorded: list[Row], printed: list[Row], whole: bool) -> Iterator[str]:
    """Yield the differences between the recorded table and a new run, by the rule for the outputs
    of blocks: in each row and column that the run printed and, for a ``whole`` run, also those
    that it left out. Seconds and MiB may differ by a factor of two; in a ``whole`` run, a mean by
    its deviation, an interval's ends by half its width, and texts of trained models in any
    way."""
    first = next(iter(recorded[0]))
    if first not in printed[0]:
        yield f"prints no column {first!r}, which names the rows"
        return
    known = {row[first]: row for row in recorded}
    for row in printed:
        for column, now in row.items():
            then = known.get(row[first], {}).get(column, snapshots.ABSENT)
            if not _same_cell(column, then, now, whole):
                yield f"{first} {row[first]}, {column}: recorded {then}, now {now}"
    shapes = [[(row[first], *row) for row in rows] for rows in (recorded, printed)]
    if whole and shapes[0] != shapes[1]:
        yield "prints rows or columns other than the recorded ones"


def _same_cell(column: str, then: str, now: str, whole: bool) -> bool:
    """Whether two cells agree: what depends on the machine within a factor of two. In a whole run,
    since training rounds differently on another processor: a mean within its deviation, each end
    of an interval within half its width, and texts of trained models in any case."""
    if column.endswith(MACHINE_UNITS):
        with suppress(ValueError):
            low, high = sorted((float(then), float(now)))
            return high <= 2 * low
    if whole and column.endswith(WRITTEN):
        return snapshots.ABSENT not in (then, now)
    means = [SPREAD.fullmatch(cell) for cell in (then, now)]
    if whole and means[0] and means[1]:
        return abs(float(means[0][1]) - float(means[1][1])) <= float(means[0][2])
    ranges = [INTERVAL.fullmatch(cell) for cell in (then, now)]
    if whole and ranges[0] and ranges[1]:
        ends = map(float, (*ranges[0].groups(), *ranges[1].groups()))
        low, high, now_low, now_high = ends
        return max(abs(now_low - low), abs(now_high - high)) <= (high - low) / 2
    return not snapshots.compare(then, now)


def problems(pages: Iterable[Page], records: Mapping[str, Run]) -> Iterator[str]:
    """Yield the problems of the files in ``experiments/``, each with its fix."""
    tables = [table for page in pages for table in page.tables]
    for one in every():
        shown = [table.columns for table in tables if table.name == one.snippet]
        if not shown:
            yield f"{one}: no page shows it; include it in an experiment fence or delete it"
        yield from problems_of(one, records.get(one.snippet), shown)
    names = {one.snippet for one in every()}
    for file in sorted(paths.EXPERIMENTS.glob("*.csv")):
        if file.with_suffix(".py").name not in names:
            yield f"{paths.shown_path(file)}: no experiment has this table; delete it"
    for name in sorted(records.keys() - names):
        yield (
            f"{paths.shown_path(results.EXPERIMENT_RUNS)}: there is no experiment {name}; delete "
            "its line"
        )


def problems_of(
    one: Experiment, run: Run | None, shown: Iterable[Sequence[str]] = ((),)
) -> list[str]:
    """The problems of an experiment's table: it is missing, edited, or another program's, or
    lacks columns that pages have ``shown``."""
    try:
        for chosen in shown or [()]:
            read(one, chosen)
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
