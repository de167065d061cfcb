"""Wall time and peak memory of a command, and a copy of the project for measurements."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from nlpjourney.hub import cache
from nlpjourney.paths import ROOT

COPIED = (
    "nlpjourney",
    "docs",
    "snippets",
    "experiments",
    "overrides",
    "scripts",
    "requirements",
    "LICENSE",
    "pyproject.toml",
    "mkdocs.yml",
    "results.json",
    "reports/results.json",
)
# Material and mkdocs-redirects warn about MkDocs 2
NO_WARNINGS = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


@dataclass(frozen=True)
class Cost:
    """``seconds`` is the wall time, ``peak_mib`` the memory of the largest process that was waited
    for, ``output`` what the command printed."""

    seconds: float
    peak_mib: float
    output: str


def cost(arguments: list[str], folder: Path = ROOT) -> Cost:
    """Run Python with ``arguments`` in ``folder``.

    Raises:
        RuntimeError: the command failed; the message ends with its output.
    """
    environment = os.environ | {"NLPJOURNEY_HUB": str(cache.home())} | NO_WARNINGS
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{output[-2000:]}")
    return Cost(seconds, usage.ru_maxrss / 1024, output)


def copy_project(to: Path) -> Path:
    """Copy the sources, without environment, hub and builds, to a new folder."""
    to.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(
                source,
                to / name,
                symlinks=True,
                ignore=shutil.ignore_patterns("__pycache__"),
            )
        elif source.is_file():  # there are no results before the first run
            (to / name).parent.mkdir(exist_ok=True)
            shutil.copy2(source, to / name)
    return to
