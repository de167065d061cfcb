"""The Markdown twins under stock pytest-codeblocks: nothing of ours but the offline hub.

They run in a copy outside the project, in one process that keeps what each block leaves, so a
block that needs more than that says so on its fence: ``alone="why"``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from nlpjourney import execution, pages, twins

OPTIONS = (
    "-c",
    os.devnull,
    "-p",
    "no:cacheprovider",
    "-p",
    "no:randomly",
    "--color=no",
)


def run(site: Path, names: list[str], every: int = 1) -> int:
    """Run the twins of the site built into ``site``: every so manieth, or those of the pages
    ``names`` (paths below docs/). Returns 1 where a block failed or was not run and says no
    reason."""
    notes = {twins.address(page): page for page in pages.all_pages()}
    chosen = names or [name for name in notes if notes[name].fences][::every]
    plain = sum(
        not twins.why_not_alone(block)
        for name in chosen
        for block in notes[name].fences.values()
    )
    with execution.fresh() as (scratch, variables):
        folder, report = scratch / "twins", scratch / "report.xml"
        for name in notes:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(site / name, folder / name)
        stock = ("-m", "pytest", "--codeblocks", f"--junitxml={report}", *OPTIONS)
        command = [sys.executable, *stock, "--rootdir", str(folder), *chosen]
        code = subprocess.run(command, cwd=folder, env=variables).returncode
        cases = ElementTree.parse(report).iter("testcase") if report.is_file() else ()
        seen = Counter(next((part.tag for part in case), "passed") for case in cases)
    print(
        f"{seen['passed']} of {plain} plain blocks ran, {seen['skipped']} say why not"
    )
    return 1 if code or seen["passed"] != plain else 0
