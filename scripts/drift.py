"""Run every block with the installed versions, and report the blocks that drifted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from nlpjourney.paths import ROOT
from scripts.check import REPORTS

EXPERIMENTS = (sys.executable, "-m", "nlpjourney.testing.experiments")
REMOVED = (*EXPERIMENTS, "repeat", "removed_names")


def main() -> int:
    """Run the blocks, look for removed names, and write ``reports/drift.md``; return 1 if
    something drifted."""
    REPORTS.mkdir(exist_ok=True)
    junit = REPORTS / "drift.xml"
    junit.unlink(missing_ok=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--codeblocks",
        "docs",
        f"--junitxml={junit}",
    ]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    text = report(junit) if junit.is_file() else "No block could be run; see the log."
    names = removed_names()
    text = "\n\n".join(filter(None, [text, names]))
    (REPORTS / "drift.md").write_text(text + "\n", "utf-8")
    print(text)
    return 1 if code or names else 0


def removed_names() -> str:
    """The names that the newest releases removed and the errors that changed, as Markdown; empty
    if the table of removed names still holds."""
    ran = subprocess.run(REMOVED, cwd=ROOT, capture_output=True, text=True, check=False)
    if not ran.returncode:
        return ""
    said = (ran.stdout + ran.stderr).strip()
    return f"Names that the newest releases removed:\n\n{_fenced(said)}"


def report(junit: Path) -> str:
    """The failed blocks of a JUnit file as Markdown, each with its page, snippet and message."""
    red = []
    for case in ElementTree.parse(junit).iter("testcase"):
        problem = case.find("failure")
        if problem is None:
            problem = case.find("error")
        if problem is not None:
            said = (problem.text or problem.get("message") or "").strip()
            red.append(f"- `{case.get('name')}`\n\n" + _fenced(said))
    if not red:
        return "Every block still prints what its page shows."
    versions = subprocess.run(
        [sys.executable, "-m", "pip", "freeze"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return "\n".join(
        [
            f"{len(red)} blocks no longer print what their page shows:",
            "",
            *red,
            "",
            "Versions:",
            "",
            _fenced(versions.strip()),
        ]
    )


def _fenced(text: str) -> str:
    return "\n".join(["````text", text, "````"])


if __name__ == "__main__":
    sys.exit(main())
