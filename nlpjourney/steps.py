"""``make test``: every check in order, one line each, and a summary with the seconds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass

from tqdm import tqdm

from nlpjourney.pages import ROOT

REPORTS = ROOT / "reports"
PERCENT = re.compile(r"\[ *(\d+)%\]")
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|error)")
PYTEST = ["-m", "pytest", "--color=no"]


@dataclass(frozen=True)
class Step:
    """A check: its name, what it does in words, and the Python arguments that do it."""

    name: str
    about: str
    arguments: list[str]

    @property
    def is_pytest(self) -> bool:
        return self.arguments[:2] == PYTEST[:2]


STEPS = (
    Step(
        "hub",
        "lay out the offline hub, verify every hash",
        ["-m", "nlpjourney", "hub", "build"],
    ),
    Step("lint", "ruff over engine, snippets and tests", ["-m", "ruff", "check", "."]),
    Step("format", "ruff format", ["-m", "ruff", "format", "--check", "."]),
    Step("types", "mypy over the engine", ["-m", "mypy"]),
    Step("sources", "orphans, outputs, names", ["-m", "nlpjourney", "audit", "tree"]),
    Step(
        "blocks",
        "run every block, compare what it prints",
        [
            *PYTEST,
            "--codeblocks",
            "docs",
            "--ignore=docs/notebooks",
            f"--junitxml={REPORTS / 'blocks.xml'}",
        ],
    ),
    Step(
        "notebooks",
        "execute every notebook afresh, compare what it shows",
        [
            *PYTEST,
            "--codeblocks",
            "docs/notebooks",
            f"--junitxml={REPORTS / 'notebooks.xml'}",
        ],
    ),
    Step("site", "build it, strictly", ["-m", "mkdocs", "build"]),
    Step(
        "agreement",
        "the built HTML against what ran",
        ["-m", "nlpjourney", "audit", "site"],
    ),
    Step(
        "twins",
        "the pages' Markdown under stock pytest-codeblocks",
        ["-m", "nlpjourney", "twins"],
    ),
    Step("browser", "every page in Chromium", [*PYTEST, "tests/site"]),
    Step(
        "content",
        "what the notes claim, beyond their blocks",
        [*PYTEST, "tests/content"],
    ),
    Step("alarms", "plant each fault, see red", [*PYTEST, "tests/engine", "-n", "2"]),
    Step(
        "artefact",
        "the site is still what was built and tested",
        ["-m", "nlpjourney", "audit", "site"],
    ),
)


def main() -> int:
    """Run all steps; stop at the first that fails and show what it said."""
    REPORTS.mkdir(exist_ok=True)
    taken: list[tuple[str, float]] = []
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    for number, step in enumerate(STEPS, 1):
        label = f"{number:2}/{len(STEPS)} {step.name:10}"
        started = time.monotonic()
        code, output = _run(step, label)
        taken.append((step.name, time.monotonic() - started))
        closing = _closing_line(output)
        for count, what in COUNTS.findall(closing) if step.is_pytest else ():
            totals["failed" if what == "error" else what] += int(count)
        print(f"{label} {taken[-1][1]:6.1f} s  {closing}", flush=True)
        if code:
            print(f"\n{output}\n{step.name} failed: {step.about}")
            print(f"again: .venv/bin/python {' '.join(_shown(step.arguments))}")
            break
        if skipped := [
            line for line in output.splitlines() if line.startswith("SKIPPED")
        ]:
            print("\n".join(f"       {line}" for line in skipped))
    print("\n" + "  ".join(f"{name} {seconds:.0f} s" for name, seconds in taken))
    print(f"in all {sum(seconds for _, seconds in taken):.0f} s")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**totals))
    return 1 if code else 0


def _run(step: Step, label: str) -> tuple[int, str]:
    """Run a step with its output kept; a bar follows pytest's own percentages."""
    arguments = [*step.arguments, "-rs"] if step.is_pytest else step.arguments
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with (
        subprocess.Popen(
            [sys.executable, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
            env=environment,
        ) as process,
        tqdm(
            total=100,
            desc=f"{label} {step.about}",
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
    return process.returncode, "".join(lines)


def _closing_line(output: str) -> str:
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1].strip("= ") if lines else "done"


def _shown(arguments: list[str]) -> list[str]:
    return [argument.replace(f"{ROOT}{os.sep}", "") for argument in arguments]
