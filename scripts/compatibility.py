"""Run the Markdown of the pages under stock pytest-codeblocks, with only the offline hub of this
project.

The pages run in a copy outside the project, in one process that keeps what each block leaves.
A block that cannot run like this says so on its fence: ``alone="why"``. ``python -m
scripts.compatibility`` runs all pages, ``--some`` every fifth, a name (models/heads.md) that page.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from nlpjourney import paths
from nlpjourney.content import pages
from nlpjourney.site import downloads, render
from nlpjourney.testing import environment

OPTIONS = (
    "-c",
    os.devnull,
    "-p",
    "no:nlpjourney",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:randomly",
    "--color=no",
)


def run(site: Path, names: list[str], every: int = 1) -> int:
    """Run the Markdown of the site built into ``site``: one of ``every`` pages, or the pages in
    ``names`` (paths below docs/). Return 1 if a block failed, or did not run without a reason."""
    notes = {
        downloads.markdown_name(page.path.relative_to(paths.DOCS).as_posix()): page
        for page in pages.all_pages()
    }
    chosen = names or [name for name in notes if notes[name].fences][::every]
    plain = sum(
        not render.why_not_alone(block)
        for name in chosen
        for block in notes[name].fences.values()
    )
    with environment.fresh() as (scratch, variables):
        folder, report = scratch / "pages", scratch / "report.xml"
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


def main(arguments: list[str]) -> int:
    names = [name for name in arguments if name != "--some"]
    return run(paths.ROOT / "site", names, 5 if "--some" in arguments else 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
