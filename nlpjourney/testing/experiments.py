"""Run experiments: ``make experiments`` records what they print, ``make test`` repeats a slice
of each, ``make repeat`` repeats them whole; all run in the sandbox of the blocks."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from nlpjourney import paths
from nlpjourney.content import experiments, results, snapshots
from nlpjourney.content.experiments import Experiment
from nlpjourney.content.pages import Block
from nlpjourney.content.results import ResultsError, Run
from nlpjourney.content.snapshots import MissingOutput
from nlpjourney.hub.catalog import HubError, read_catalog
from nlpjourney.testing import imports, runner, trained
from nlpjourney.testing.child import Result

ALL_SLICES = (
    240.0  # seconds of processor time for all slices together: they should take two minutes, but
    # other machines are slower
)


def versions(block: Block) -> dict[str, str]:
    """The releases of the libraries that a program's results depend on, without build tags."""
    used = imports.versions(block) | {
        name: importlib.metadata.version(name) for name in trained.TRAINED_BY
    }
    return {name: used[name].partition("+")[0] for name in sorted(used)}


def key(one: Experiment, producers: dict[str, Block]) -> str:
    """The hash of everything that an experiment's results depend on: its program, the libraries,
    the models and data that it names, its own data files."""
    parts = [json.dumps(versions(one)), *_sources(one.program, producers)]
    parts += [file.read_text("utf-8") for file in one.data_files]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[: results.HASH_CHARS]


def _sources(program: str, producers: dict[str, Block]) -> Iterator[str]:
    """Yield a program, the hashes of the models and data that it names, and the same for the
    programs that train such models."""
    yield program
    for entry in read_catalog():
        if f'"{entry.id}"' in program:
            yield json.dumps(entry.files, sort_keys=True)
    for name, block in sorted(producers.items()):
        if f'"{name}"' in program and block.program != program:
            yield from _sources(block.program, producers)


def outdated(
    one: Experiment, run: Run | None, producers: dict[str, Block]
) -> list[str]:
    """The problems of an experiment's table: it does not belong to the current program, libraries
    and data."""
    wrong = experiments.problems_of(one, run)
    if wrong or run is None or run.key == key(one, producers):
        return wrong
    changed = [
        f"{name} {run.versions.get(name, 'absent')} → {now}"
        for name, now in versions(one).items()
        if run.versions.get(name) != now
    ]
    what = ", ".join(changed) or "a model or data that it reads"
    return [f"{one}: {what} changed since it ran on {run.date}; run {one.recorder}"]


def record(name: str = "") -> Iterator[str]:
    """Run the experiment ``name``, or those whose table is missing or outdated; record what they
    print, and try their slices. Yield the problems."""
    producers = trained.find_producers()
    for one in _named(name):
        runs = results.read(results.EXPERIMENT_RUNS)
        if not name and not outdated(one, runs.get(one.snippet), producers):
            _say(f"{one}: recorded and up to date")
            continue
        _say(f"{one}: running")
        seconds, result = _run(one)
        if wrong := list(_problems(one, result)):
            yield from wrong
            continue
        paths.write(one.recorded, result.stdout)
        runs[one.snippet] = Run(
            results.program_hash(one),
            results.output_hash(one),
            results.today(),
            results.two_digits(seconds),
            result.peak_mib,
            versions(one),
            result.checkpoints,
            result.cpu,
            key(one, producers),
            machine=machine(),
        )
        paths.write(results.EXPERIMENT_RUNS, results.text(runs))
        _say(f"{one}: recorded in {seconds:.0f} s of processor time")
        yield from _check(one, ALL_SLICES)[1]


def check(name: str = "") -> Iterator[str]:
    """Repeat a slice of each experiment; yield the problems."""
    records, producers = results.read(results.EXPERIMENT_RUNS), trained.find_producers()
    left = ALL_SLICES
    for one in _named(name):
        if wrong := outdated(one, records.get(one.snippet), producers):
            yield from wrong
            continue
        seconds, wrong = _check(one, left)
        left -= seconds
        yield from wrong


def repeat(name: str = "") -> Iterator[str]:
    """Repeat each experiment whole; yield the differences from its table."""
    for one in _named(name):
        seconds, result = _run(one)
        _say(f"{one}: repeated in {seconds:.0f} s of processor time")
        yield from _problems(one, result, experiments.read(one))


def _named(name: str) -> list[Experiment]:
    """The experiment of this name, or all of them."""
    known = {one.file.stem: one for one in experiments.every()}
    if name and name not in known:
        raise MissingOutput(
            f"there is no experiment {name}; there are {', '.join(known)}"
        )
    return [known[name]] if name else list(known.values())


def _check(one: Experiment, limit: float) -> tuple[float, list[str]]:
    """Run an experiment's slice for at most ``limit`` seconds; return its processor time and its
    problems."""
    for module, name in imports.imports(one):  # shared, and not part of its time
        imports.preload(module, name)
    limits = replace(one.options, timeout=max(limit, 1.0))
    seconds, result = _run(replace(one, arguments=(experiments.SLICE,), options=limits))
    _say(f"{one}: slice of {seconds:.0f} s of processor time")
    wrong = list(_problems(one, result, experiments.read(one), whole=False))
    if seconds > limit:
        wrong.append(
            f"{one}: the slices of all experiments may take {ALL_SLICES:.0f} s of processor "
            f"time together; let {experiments.SLICE} print less"
        )
    return seconds, wrong


def _run(one: Experiment) -> tuple[float, Result]:
    """Run an experiment in the sandbox; return its processor time in seconds and its result."""
    before = sum(os.times()[2:4])  # of child processes
    running = runner.Running(one)
    try:
        while not running.finished():
            time.sleep(0.1)
    finally:
        running.stop()
    return sum(os.times()[2:4]) - before, running.result()


def _problems(
    one: Experiment,
    result: Result,
    recorded: list[experiments.Row] | None = None,
    whole: bool = True,
) -> Iterator[str]:
    """Yield the problems of a run, also its differences from the ``recorded`` table."""
    if result.error:
        yield f"{one}:{result.line}: {result.error}\n{result.detail}".rstrip()
        return
    try:
        printed = experiments.table(result.stdout)
    except ValueError as error:
        yield f"{one}: {error}"
        return
    for line in result.stdout.splitlines():  # a table may be longer than an output
        if problem := snapshots.problem_of(line):
            yield f"{one}: {line[:40]!r}: {problem}"
    if recorded:
        for difference in experiments.differences(recorded, printed, whole):
            yield f"{one}: {difference}; run {one.recorder}"


def _say(text: str) -> None:
    print(text, flush=True)


def machine() -> str:
    """The name of this machine's processor."""
    file = Path("/proc/cpuinfo")
    found = (
        re.search(r"model name\s*: (.+)", file.read_text()) if file.exists() else None
    )
    return found[1] if found else platform.processor() or platform.machine()


ACTIONS = {"record": record, "check": check, "repeat": repeat}


def main(action: str, name: str = "") -> int:
    """Do one of ACTIONS and print the problems; return 1 if there are any."""
    runner.prepare()
    try:
        used = {identifier for one in _named(name) for identifier in one.local_ids}
        wrong = trained.problems(used, trained.find_producers())
        wrong = wrong or list(ACTIONS[action](name))
    except (HubError, MissingOutput, ResultsError) as error:
        wrong = [str(error)]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"{len(wrong)} problems" if wrong else "all experiments are as recorded")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
