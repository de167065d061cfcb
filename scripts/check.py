"""``make test``: run every check, print one line for each, and at the end all failures, each with
the one command that reruns it."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from tqdm import tqdm

from nlpjourney.paths import ROOT

REPORTS = ROOT / "reports"
INTERRUPTED = 130  # as a shell reports Ctrl-C
SECONDS = REPORTS / "seconds.json"
PERCENT = re.compile(r"\[ *(\d+)%\]")
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|error)")
LAYER = "tests/site/test_site_layer.py"
PYTEST = ("-m", "pytest", "--color=no")
BROWSERS = str((os.cpu_count() or 1) + 1)  # one more, since a page waits for its frames


@dataclass(frozen=True)
class Step:
    """A check: its name, a description, the arguments for Python, and the steps whose results it
    needs.

    ``runs_programs`` says that its time is that of the blocks and notebooks themselves,
    ``parallel`` that it can run in parallel with its neighbors, ``only_named`` that it runs only if
    its name is given.
    """

    name: str
    about: str
    arguments: tuple[str, ...]
    needs: tuple[str, ...] = ()
    runs_programs: bool = False
    parallel: bool = False
    only_named: bool = False

    @property
    def is_pytest(self) -> bool:
        return self.arguments[:2] == PYTEST[:2]


STEPS = (
    Step(
        "layer",
        "build the site with only its own requirements",
        (*PYTEST, LAYER),
        parallel=True,
    ),
    Step(
        "hub",
        "lay out the offline hub, verify every hash",
        ("-m", "nlpjourney.hub.cache", "build"),
        parallel=True,
    ),
    Step(
        "lint",
        "ruff over engine, snippets and tests",
        ("-m", "ruff", "check", "."),
        parallel=True,
    ),
    Step(
        "format",
        "ruff format",
        ("-m", "ruff", "format", "--check", "."),
        parallel=True,
    ),
    Step("types", "mypy over the engine", ("-m", "mypy"), parallel=True),
    Step(
        "sources",
        "orphans, outputs, names",
        ("-m", "nlpjourney", "audit", "tree"),
        parallel=True,
    ),
    Step(
        "models",
        "train what the offline hub lacks",
        ("-m", "nlpjourney.testing.trained", "build"),
        needs=("hub",),
        runs_programs=True,
    ),
    Step(
        "programs",
        "run every block and notebook, compare what it shows",
        (
            *PYTEST,
            "--codeblocks",
            "docs",
            "--codeblocks-trained",  # by the step before, with the same program
            f"--junitxml={REPORTS / 'programs.xml'}",
        ),
        needs=("models",),
        runs_programs=True,
    ),
    Step(
        "merge",
        "merge the results of shards that ran elsewhere",
        ("-m", "nlpjourney", "merge", "reports/shards"),
        only_named=True,
    ),
    Step(
        "experiments",
        "run a slice of each recorded experiment, compare it with its table",
        ("-m", "nlpjourney.testing.experiments", "check"),
        needs=("models",),
        runs_programs=True,
    ),
    Step("site", "build it, strictly", ("-m", "mkdocs", "build")),
    Step(
        "browser",
        "every page in Chromium",
        (*PYTEST, "tests/browser", "-n", BROWSERS),
        needs=("site",),
    ),
    Step(
        "faults",
        "inject each fault and expect a failure; check further claims of the notes",
        (
            *PYTEST,
            "tests",
            "--ignore=tests/browser",
            f"--ignore={LAYER}",
            *("-n", "auto", "--dist", "loadfile"),
        ),
        needs=("models",),
        parallel=True,
    ),
    Step(
        "compatibility",
        "the Markdown of some pages under stock pytest-codeblocks",
        ("-m", "scripts.compatibility", "--some"),
        needs=("models", "site"),
        parallel=True,
    ),
    Step(
        "audit",
        "compare the site, as built and tested, with what ran",
        ("-m", "nlpjourney", "audit", "site"),
        needs=("programs", "site"),
        parallel=True,
    ),
)


@dataclass
class Outcome:
    """How a step ended. ``state`` is "passed", "failed" or "not run"; ``counted`` is the number of
    its tests by outcome."""

    step: Step
    state: str
    seconds: float = 0.0
    output: str = ""

    @property
    def counted(self) -> Counter[str]:
        found = (
            COUNTS.findall(_closing_line(self.output)) if self.step.is_pytest else ()
        )
        return Counter({what: int(count) for count, what in found})

    @property
    def left_its_product(self) -> bool:
        """Whether other steps can use its results: a few failed blocks do not stop the site."""
        return self.state == "passed" or self.counted["passed"] > 0


def main(only: Sequence[str] = ()) -> int:
    """Run all steps, or those named in ``only``; return 1 if one failed or could not run, 2 for an
    unknown name.

    A step whose input is missing is reported as not run; all others run. Neighbors that may run
    in parallel do so.
    """
    names = [step.name for step in STEPS]
    if unknown := [name for name in only if name not in names]:
        print(f"no such step: {', '.join(unknown)}; there are {', '.join(names)}")
        return 2
    REPORTS.mkdir(exist_ok=True)
    started = time.monotonic()
    outcomes: dict[str, Outcome] = {}
    try:
        for group in _groups(only):
            with ThreadPoolExecutor(os.cpu_count()) as lanes:
                running = {
                    lanes.submit(_attempt, step, dict(outcomes)) for step in group
                }
                for done in as_completed(running):
                    outcome = done.result()
                    outcomes[outcome.step.name] = outcome
                    _print_line(outcome)
    except KeyboardInterrupt:
        _print_failures(list(outcomes.values()))
        print("interrupted: the other steps did not finish")
        return INTERRUPTED
    _print_failures(list(outcomes.values()))
    _print_seconds(list(outcomes.values()), time.monotonic() - started)
    counted = sum((outcome.counted for outcome in outcomes.values()), Counter())
    failed = counted["failed"] + counted["error"]
    print(f"{counted['passed']} passed, {failed} failed, {counted['skipped']} skipped")
    return int(any(outcome.state != "passed" for outcome in outcomes.values()))


def _groups(only: Sequence[str]) -> list[list[Step]]:
    """The chosen steps in order; steps that run in parallel are in one group."""
    chosen = [
        step for step in STEPS if (step.name in only if only else not step.only_named)
    ]
    groups: list[list[Step]] = []
    for step in chosen:
        if groups and step.parallel and groups[-1][0].parallel:
            groups[-1].append(step)
        else:
            groups.append([step])
    return groups


def _attempt(step: Step, outcomes: dict[str, Outcome]) -> Outcome:
    """Run a step, unless its input is missing."""
    lacking = [
        name
        for name in step.needs
        if name in outcomes and not outcomes[name].left_its_product
    ]
    if lacking:
        said = f"not run: its input is missing, see {', '.join(lacking)}"
        return Outcome(step, "not run", output=said)
    return _run(step)


def _print_line(outcome: Outcome) -> None:
    said = _closing_line(outcome.output)
    print(f"{outcome.step.name:8} {outcome.seconds:6.1f} s  {said}", flush=True)
    for line in outcome.output.splitlines():
        if line.startswith("SKIPPED"):
            print(f"       {line}")


def _run(step: Step) -> Outcome:
    """Run a step and keep its output; a progress bar follows pytest's percentages."""
    arguments = [*step.arguments, "-rs"] if step.is_pytest else step.arguments
    started = time.monotonic()
    with (
        subprocess.Popen(
            [sys.executable, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        ) as process,
        tqdm(
            total=100,
            desc=f"{step.name:8} {step.about}",
            bar_format="{desc} {percentage:3.0f}% {elapsed}",
            leave=False,
            disable=None,
        ) as bar,
    ):
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if step.is_pytest and (seen := PERCENT.findall(line)):
                bar.update(int(seen[-1]) - bar.n)
            bar.refresh()
    state = "failed" if process.returncode else "passed"
    return Outcome(step, state, time.monotonic() - started, "".join(lines))


def _print_failures(outcomes: list[Outcome]) -> None:
    """Print the output of each failed step, and the one command that runs it again."""
    for outcome in outcomes:
        step = outcome.step
        if outcome.state == "failed":
            print(f"\n{step.name} failed: {step.about}\n{outcome.output.rstrip()}")
    red = [outcome for outcome in outcomes if outcome.state != "passed"]
    if red:
        print("\nRun again:")
    for outcome in red:
        words = shlex.join(outcome.step.arguments).replace(f"{ROOT}{os.sep}", "")
        print(f"  {outcome.step.name} ({outcome.state}): .venv/bin/python {words}")


def _print_seconds(outcomes: list[Outcome], wall: float) -> None:
    """Print the time of each step, and the sum for programs and for the rest; save them for the
    benchmark."""
    seconds = {outcome.step.name: round(outcome.seconds, 1) for outcome in outcomes}
    programs = sum(o.seconds for o in outcomes if o.step.runs_programs)
    kept = {"steps": seconds, "programs": programs, "rest": wall - programs}
    SECONDS.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    print("\n" + "  ".join(f"{name} {took:.0f} s" for name, took in seconds.items()))
    print(f"programs {programs:.0f} s, everything else {wall - programs:.0f} s")


def _closing_line(output: str) -> str:
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1].strip("= ") if lines else "done"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
